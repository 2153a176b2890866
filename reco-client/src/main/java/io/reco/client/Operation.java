package io.reco.client;

import java.time.Duration;

/** A kind of call, with the time it is given unless {@link RecommendClientBuilder#deadline} or a call says otherwise. */
public enum Operation {
    /**
     * A page of recommendations, new or from history: 1 s, which a server that was just started keeps too. Services that
     * have a page to render usually want less.
     */
    RECOMMEND(Duration.ofSeconds(1)),
    /** Details of articles by id: 1 s per 1,000 articles. */
    ARTICLES(Duration.ofSeconds(1)),
    /** Reporting events, answered when they are durable: 2 s per request sent. */
    REPORT(Duration.ofSeconds(2)),
    /** Adding or replacing articles: 5 s per request sent. */
    UPSERT(Duration.ofSeconds(5)),
    /** Taking articles out: 5 s per request sent. */
    DELETE(Duration.ofSeconds(5)),
    /** One piece of the listing of the catalogue: 5 s. */
    LIST(Duration.ofSeconds(5)),
    /** Asking whether the server takes calls: 1 s. */
    HEALTH(Duration.ofSeconds(1));

    private final Duration deadline;

    Operation(Duration deadline) {
        this.deadline = deadline;
    }

    /** How long a call of this kind may take, its retries included, when nobody said otherwise. */
    public Duration defaultDeadline() {
        return deadline;
    }
}
