package io.reco.server.tool.article;

import java.time.Instant;
import java.util.List;

import io.reco.client.catalog.ArticleDetails;
import io.reco.client.catalog.ArticleStats;
import io.reco.server.tool.call.Output;
import io.reco.server.tool.call.Table;
import io.reco.server.tool.json.ArticleJson;

/** Articles for people. */
final class ArticleTables {

    private static final int ROWS_MAX = 500;

    private ArticleTables() {}

    /** A table is as wide as its widest row, so a long list comes in several. */
    static int rowsMax() {
        return ROWS_MAX;
    }

    static void print(List<ArticleDetails> articles, Output output) {
        if (output.json()) {
            articles.forEach(article -> output.print(ArticleJson.of(article)));
            return;
        }
        Table table = Table.of("article", "published", "hidden", ">views", ">shares", "topics", "title");
        for (ArticleDetails article : articles) {
            table.row(
                    article.id(),
                    article.publishTime().map(Instant::toString).orElse(""),
                    article.hidden() ? "hidden" : "",
                    article.stats().map(ArticleStats::views).orElse(0L),
                    article.stats().map(ArticleStats::shares).orElse(0L),
                    String.join(", ", article.topics()),
                    article.title());
        }
        output.print(table, "articles");
    }
}
