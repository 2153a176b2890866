// Everything a team does in its first week, in TypeScript: load, page, event, related, filter, preferences, erase.
//
// Run with the address of a server: node tour.js 127.0.0.1:8889. Stubs come from protoc and protobuf-ts.
import { ChannelCredentials } from "@grpc/grpc-js";
import { GrpcTransport } from "@protobuf-ts/grpc-transport";

import { Timestamp } from "./google/protobuf/timestamp";
import { Article } from "./reco/v1/catalog";
import { CatalogServiceClient } from "./reco/v1/catalog.client";
import { Event, EventType } from "./reco/v1/feedback";
import { FeedbackServiceClient } from "./reco/v1/feedback.client";
import { ReaderServiceClient } from "./reco/v1/reader.client";
import { Result } from "./reco/v1/recommend";
import { RecommendServiceClient } from "./reco/v1/recommend.client";
import { Reader } from "./reco/v1/reader";
import { PageFilter, RecommendRequest, RelatedArticlesRequest } from "./reco/v1/recommend";

const PREFIX = "ts-";
const TOPICS = ["science", "sport", "arts", "money"].map((topic) => PREFIX + topic);
const transport = new GrpcTransport({
  host: process.argv[2]!,
  channelCredentials: ChannelCredentials.createInsecure(),
  timeout: 20_000,
});
const catalog = new CatalogServiceClient(transport);
const feedback = new FeedbackServiceClient(transport);
const readers = new ReaderServiceClient(transport);
const pages = new RecommendServiceClient(transport);

function check(what: string, good: boolean, seen: unknown): void {
  if (!good) {
    throw new Error(what + ": " + JSON.stringify(seen));
  }
  console.log(what);
}

function ago(seconds: number): Timestamp {
  return Timestamp.fromDate(new Date(Date.now() - 1000 * seconds));
}

function article(n: number): Article {
  return Article.create({
    articleId: PREFIX + n,
    title: "Story " + n,
    author: PREFIX + "author " + (n % 5),
    topics: [TOPICS[n % 4]!],
    publishTime: ago(60 * n + 60),
    attributes: { paywall: n % 2 ? "yes" : "no" },
  });
}

function number(result: Result): number {
  return Number(result.articleId.substring(PREFIX.length));
}

async function tour(): Promise<void> {
  const articles = Array.from({ length: 80 }, (_, n) => article(n));
  const loaded = (await catalog.upsertArticles({ articles, validateOnly: false })).response;
  check("load", loaded.upsertedCount === 80 && loaded.refusals.length === 0, loaded);

  const page = (await pages.recommend(RecommendRequest.create({
    readerId: PREFIX + "ann", pageSize: 5, placement: "home", readMask: { paths: ["title"] },
  }))).response;
  check("page", page.results.length === 5 && page.exposureToken !== "" && page.results[0]!.article!.title !== "", page);

  const view = Event.create({
    eventId: "1", readerId: PREFIX + "ann", articleId: page.results[0]!.articleId, type: EventType.VIEW,
    eventTime: ago(5), exposureToken: page.exposureToken, position: 1,
  });
  const once = (await feedback.reportEvents({ events: [view], validateOnly: false })).response;
  const twice = (await feedback.reportEvents({ events: [view], validateOnly: false })).response;
  check("event", once.acceptedCount === 1 && twice.duplicateIndexes.length === 1, [once, twice]);

  const related = (await pages.relatedArticles(
    RelatedArticlesRequest.create({ articleId: PREFIX + "0", pageSize: 5 }))).response;
  check("related", related.results.length > 0 && related.results.every((r) => number(r) % 4 === 0 || number(r) % 5 === 0), related);

  const filter = PageFilter.create({ topicsAny: ["TS-Science"], attributesEqual: { paywall: "no" } });
  const filtered = (await pages.recommend(RecommendRequest.create({ pageSize: 5, filter }))).response;
  check("filter", filtered.results.length === 5 && filtered.results.every((r) => number(r) % 4 === 0), filtered);

  const reader = Reader.create({
    readerId: PREFIX + "bob", followedTopics: [TOPICS[2]!], blockedAuthors: [PREFIX + "author 1"],
  });
  const stated = (await readers.updateReader({ reader, validateOnly: false })).response;
  const theirs = (await pages.recommend(RecommendRequest.create({ readerId: PREFIX + "bob", pageSize: 10 }))).response;
  const own = theirs.results.filter((r) => r.articleId.startsWith(PREFIX));
  const arts = own.filter((r) => number(r) % 4 === 2);
  const blocked = own.filter((r) => number(r) % 5 === 1);
  check("preferences", stated.reader!.followedTopics[0] === TOPICS[2] && arts.length > 5 && blocked.length === 0, theirs);

  const receipt = (await readers.eraseReader({ readerId: PREFIX + "ann", validateOnly: false })).response;
  view.eventId = "2";
  const late = (await feedback.reportEvents({ events: [view], validateOnly: false })).response;
  const left = (await readers.getReader({ readerId: PREFIX + "ann", pageSize: 0, pageToken: "", kind: 0 })).response;
  check("erase", receipt.actionCount === 1 && late.refusals[0]!.violations[0]!.reason === "READER_ERASED"
    && left.actionCount === 0, [receipt, late]);
}

tour().then(() => transport.close(), (failure) => {
  console.error(failure);
  process.exit(1);
});
