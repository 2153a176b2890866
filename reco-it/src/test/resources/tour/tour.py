"""Everything a team does in its first week, in Python: load, page, event, related, filter, preferences, erase.

Run with the address of a server: tour.py 127.0.0.1:8889. Stubs come from plain protoc.
"""
import sys
import time

import grpc
from google.protobuf.timestamp_pb2 import Timestamp
from reco.v1 import (catalog_pb2, catalog_pb2_grpc, feedback_pb2, feedback_pb2_grpc, reader_pb2, reader_pb2_grpc,
                     recommend_pb2, recommend_pb2_grpc)

channel = grpc.insecure_channel(sys.argv[1])
catalog = catalog_pb2_grpc.CatalogServiceStub(channel)
feedback = feedback_pb2_grpc.FeedbackServiceStub(channel)
readers = reader_pb2_grpc.ReaderServiceStub(channel)
pages = recommend_pb2_grpc.RecommendServiceStub(channel)
TIMEOUT = 20
PREFIX = "py-"
TOPICS = [PREFIX + topic for topic in ["science", "sport", "arts", "money"]]


def check(what, good, seen):
    if not good:
        sys.exit("%s: %r" % (what, seen))
    print(what)


def ago(seconds):
    time_ = Timestamp()
    time_.FromSeconds(int(time.time()) - seconds)
    return time_


def article(n):
    return catalog_pb2.Article(
        article_id=PREFIX + str(n), title="Story %d" % n, author=PREFIX + "author %d" % (n % 5), topics=[TOPICS[n % 4]],
        publish_time=ago(60 * n + 60), attributes={"paywall": "yes" if n % 2 else "no"})


def number(result):
    return int(result.article_id[len(PREFIX):])


loaded = catalog.UpsertArticles(
    catalog_pb2.UpsertArticlesRequest(articles=[article(n) for n in range(80)]), timeout=TIMEOUT)
check("load", loaded.upserted_count == 80 and not loaded.refusals, loaded)

ask = recommend_pb2.RecommendRequest(reader_id=PREFIX + "ann", page_size=5, placement="home")
ask.read_mask.paths.append("title")
page = pages.Recommend(ask, timeout=TIMEOUT)
check("page", len(page.results) == 5 and page.exposure_token and page.results[0].article.title, page)

view = feedback_pb2.Event(
    event_id="1", reader_id=PREFIX + "ann", article_id=page.results[0].article_id, type=feedback_pb2.EVENT_TYPE_VIEW,
    event_time=ago(5), exposure_token=page.exposure_token, position=1)
once = feedback.ReportEvents(feedback_pb2.ReportEventsRequest(events=[view]), timeout=TIMEOUT)
twice = feedback.ReportEvents(feedback_pb2.ReportEventsRequest(events=[view]), timeout=TIMEOUT)
check("event", once.accepted_count == 1 and list(twice.duplicate_indexes) == [0], (once, twice))

related = pages.RelatedArticles(
    recommend_pb2.RelatedArticlesRequest(article_id=PREFIX + "0", page_size=5), timeout=TIMEOUT)
check("related", related.results and all(number(r) % 4 == 0 or number(r) % 5 == 0 for r in related.results), related)

ask = recommend_pb2.RecommendRequest(page_size=5)
ask.filter.topics_any.append(PREFIX.upper() + "Science")
ask.filter.attributes_equal["paywall"] = "no"
filtered = pages.Recommend(ask, timeout=TIMEOUT)
check("filter", len(filtered.results) == 5 and all(number(r) % 4 == 0 for r in filtered.results), filtered)

stated = readers.UpdateReader(
    reader_pb2.UpdateReaderRequest(reader=reader_pb2.Reader(
        reader_id=PREFIX + "bob", followed_topics=[TOPICS[2]], blocked_authors=[PREFIX + "author 1"])),
    timeout=TIMEOUT)
theirs = pages.Recommend(recommend_pb2.RecommendRequest(reader_id=PREFIX + "bob", page_size=10), timeout=TIMEOUT)
own = [r for r in theirs.results if r.article_id.startswith(PREFIX)]
arts = [r for r in own if number(r) % 4 == 2]
blocked = [r for r in own if number(r) % 5 == 1]
check("preferences", stated.reader.followed_topics == [TOPICS[2]] and len(arts) > 5 and not blocked, theirs)

receipt = readers.EraseReader(reader_pb2.EraseReaderRequest(reader_id=PREFIX + "ann"), timeout=TIMEOUT)
view.event_id = "2"
late = feedback.ReportEvents(feedback_pb2.ReportEventsRequest(events=[view]), timeout=TIMEOUT)
left = readers.GetReader(reader_pb2.GetReaderRequest(reader_id=PREFIX + "ann"), timeout=TIMEOUT)
reasons = [violation.reason for refusal in late.refusals for violation in refusal.violations]
check("erase", receipt.action_count == 1 and reasons == ["READER_ERASED"] and left.action_count == 0, (receipt, late))
