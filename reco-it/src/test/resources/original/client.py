"""Makes every kind of call of the original contract. The only argument is the server, as host:port."""

import sys

import grpc
import reco_pb2
import reco_pb2_grpc

stub = reco_pb2_grpc.UserRecommendStub(grpc.insecure_channel(sys.argv[1]))


def ask(user_id, article_num=4, time_stamp=0):
    request = reco_pb2.UserRequest(user_id=user_id, article_num=article_num, time_stamp=time_stamp)
    return stub.user_recommend(request, timeout=10)


def ids(page):
    return [article.article_id for article in page.recommends]


def same(what, got, expected):
    assert got == expected, f"{what}: {got} (expected: {expected})"


first = ask(2)
same("articles of a page", len(set(ids(first))), 4)
assert first.exposure and first.time_stamp > 0, first
assert all(int(article.info.views) >= 0 and int(article.info.share) >= 0 for article in first.recommends), first
assert ids(ask(3)) != ids(first), "two readers got the same page"

replay = ask(2, time_stamp=first.time_stamp)
same("replayed page", ids(replay), ids(first))
same("replayed token", replay.exposure, first.exposure)

second = ask(2)
assert second.time_stamp > first.time_stamp, (second.time_stamp, first.time_stamp)
assert not set(ids(second)) & set(ids(first)), "a refresh repeated an article"
same("history", ids(ask(2, time_stamp=second.time_stamp - 1)), ids(first))

end = ask(2, time_stamp=first.time_stamp - 1)
same("end of history", (ids(end), end.time_stamp, end.exposure), ([], 0, ""))

try:
    ask(2, article_num=101)
    raise AssertionError("101 articles were not refused")
except grpc.RpcError as error:
    same("status", error.code(), grpc.StatusCode.INVALID_ARGUMENT)
    assert "article_num: 101" in error.details(), error.details()

print("all as promised")
