package io.reco.server.learn.follow;

import io.reco.server.domain.Article;
import io.reco.server.domain.Fact;
import io.reco.server.model.Writer;
import io.reco.server.model.catalogue.Articles;
import io.reco.server.model.content.Content;

/** What a change of the catalogue changes in the models. */
final class ArticleRules {

    private ArticleRules() {}

    /** Takes in an article whose id has this key; one that expired by {@code nowMs} trends no more. */
    static void upsert(Writer models, Fact.ArticleUpserted upserted, long key, long nowMs) {
        Article article = upserted.article();
        int known = models.articles().ordinal(key);
        if (known != Articles.NONE) {
            leaveTrends(models, known);
        }
        int ordinal = models.articles().upsert(upserted, key);
        if (models.articles().offered(ordinal, nowMs)) {
            int[] topics = models.articles().topics(ordinal);
            models.burst().rise(ordinal, topics);
            models.trend().rise(ordinal, topics);
        }
        boolean few = models.popularity().readers(ordinal) < Content.FRESH_READERS_MAX;
        models.content().upsert(ordinal, article, !article.hidden() && few);
    }

    /** Takes the article away whose id has this key. */
    static void delete(Writer models, long key) {
        int article = models.articles().ordinal(key);
        if (article != Articles.NONE) {
            models.articles().delete(key);
            models.content().outgrow(article);
            leaveTrends(models, article);
        }
    }

    private static void leaveTrends(Writer models, int article) {
        int[] topics = models.articles().topics(article);
        models.burst().drop(article, topics);
        models.trend().drop(article, topics);
    }
}
