package io.reco.client;

import java.time.Duration;

/**
 * A kind of call, with the time it is given unless {@link RecommendClientBuilder#deadline} or a call says otherwise.
 *
 * <p>What is {@linkplain #retried() retried} is safe to be sent again: reads; pages, which replay by their request id; events,
 * which carry ids; and writes that set things to what they say or carry an id of their own. An upsert of articles with etags is
 * sent once, for a second attempt would find the etag that the first one made. {@linkplain #isStream() Streams} are never
 * retried: only their caller knows what came through.
 */
public enum Operation {
    /**
     * A page of recommendations, new or from history: 1 s, which a server that was just started keeps too. Services that
     * have a page to render usually want less.
     */
    RECOMMEND(Duration.ofSeconds(1)),
    /** Articles like another one: 1 s. */
    RELATED(Duration.ofSeconds(1)),
    /** The articles of the moment: 1 s. */
    TOP(Duration.ofSeconds(1)),
    /** Why a page is as it is: 2 s. */
    EXPLAIN(Duration.ofSeconds(2)),
    /** Details of articles by id: 1 s per 1,000 articles. */
    ARTICLES(Duration.ofSeconds(1)),
    /** Reporting events, answered when they are durable: 2 s per request sent. */
    REPORT(Duration.ofSeconds(2)),
    /** Watching events: ended after 60 s of silence; a server says at least every 15 s how far it is. */
    WATCH(Duration.ofSeconds(60), true),
    /** Adding or replacing articles: 5 s per request sent. */
    UPSERT(Duration.ofSeconds(5)),
    /** Taking articles out: 5 s per request sent. */
    DELETE(Duration.ofSeconds(5)),
    /** One piece of the listing of the catalogue: 5 s. */
    LIST(Duration.ofSeconds(5)),
    /** What is kept of a reader, one piece of it: 2 s. */
    READER(Duration.ofSeconds(2)),
    /** Changing what a reader stated: 2 s. */
    UPDATE_READER(Duration.ofSeconds(2)),
    /** Moving one reader's data to another: 5 s. */
    MERGE(Duration.ofSeconds(5)),
    /** Everything that is kept of a reader: ended after 60 s of silence. */
    EXPORT(Duration.ofSeconds(60), true),
    /** Erasing a reader: 10 s. */
    ERASE(Duration.ofSeconds(10)),
    /** How a server is: 2 s. */
    STATUS(Duration.ofSeconds(2)),
    /** What was refused lately: 2 s. */
    REFUSALS(Duration.ofSeconds(2)),
    /** What became of an article: 2 s. */
    FUNNEL(Duration.ofSeconds(2)),
    /** Whether pages help: 2 s. */
    QUALITY(Duration.ofSeconds(2)),
    /** A copy of the store: ended after 60 s of silence. */
    BACKUP(Duration.ofSeconds(60), true),
    /** Asking whether the server takes calls: 1 s, sent once. */
    HEALTH(Duration.ofSeconds(1));

    private final Duration deadline;
    private final boolean stream;

    Operation(Duration deadline) {
        this(deadline, false);
    }

    Operation(Duration deadline, boolean stream) {
        this.deadline = deadline;
        this.stream = stream;
    }

    /**
     * How long a call of this kind may take, its retries included, when nobody said otherwise; of a stream how long it may be
     * silent while its caller waits.
     */
    public Duration defaultDeadline() {
        return deadline;
    }

    /** Whether the answer is a stream, which goes on for as long as it takes. */
    public boolean isStream() {
        return stream;
    }

    /** Whether the client itself sends a call of this kind again when it fails as UNAVAILABLE. */
    public boolean retried() {
        return !stream && this != HEALTH;
    }
}
