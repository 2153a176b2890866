package io.reco.server.tool.json;

import io.reco.client.catalog.ArticleDetails;
import io.reco.client.catalog.ArticleStats;

/** Articles, as {@code reco.v1.Article}. */
public final class ArticleJson {

    private ArticleJson() {}

    public static Json of(ArticleDetails article) {
        Json json = new Json()
                .text("articleId", article.id())
                .text("title", article.title())
                .text("summary", article.summary())
                .text("url", article.url())
                .text("author", article.author())
                .texts("topics", article.topics())
                .text("languageCode", article.languageCode())
                .time("publishTime", article.publishTime())
                .time("expireTime", article.expireTime())
                .flag("hidden", article.hidden())
                .map("attributes", article.attributes())
                .time("createTime", article.createTime())
                .time("updateTime", article.updateTime())
                .text("etag", article.etag());
        article.stats().ifPresent(stats -> json.child("stats", of(stats)));
        return json;
    }

    static Json of(ArticleStats stats) {
        return new Json()
                .number("views", stats.views())
                .number("shares", stats.shares())
                .number("exposes", stats.exposes())
                .number("likes", stats.likes())
                .number("readers", stats.readers());
    }
}
