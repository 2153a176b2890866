package io.reco.server.console.screen.article;

import java.time.Instant;

import io.reco.api.v1.Article;
import io.reco.server.console.table.Cell;
import io.reco.server.console.table.Moments;

/** What an article is at a moment, as the contract's statuses have it. */
final class ArticleState {

    private ArticleState() {}

    static Cell.Badge of(Article article, Instant now) {
        if (article.getHidden()) {
            return new Cell.Badge("hidden", "bad");
        }
        if (article.hasExpireTime() && !now.isBefore(Moments.of(article.getExpireTime()))) {
            return new Cell.Badge("expired", "warn");
        }
        if (now.isBefore(Moments.of(article.getPublishTime()))) {
            return new Cell.Badge("scheduled", "plain");
        }
        return new Cell.Badge("live", "good");
    }
}
