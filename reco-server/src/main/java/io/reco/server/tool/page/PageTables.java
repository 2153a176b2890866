package io.reco.server.tool.page;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

import io.reco.client.catalog.ArticleDetails;
import io.reco.client.page.Absence;
import io.reco.client.page.RecommendedArticle;
import io.reco.client.page.SourceShare;
import io.reco.server.tool.call.Table;

/** Pages for people. */
final class PageTables {

    private PageTables() {}

    static Table articles(List<RecommendedArticle> articles) {
        Table table = Table.of(">#", "article", ">views", ">shares", "rung", "source", ">score", "title");
        int place = 0;
        for (RecommendedArticle article : articles) {
            place++;
            String source = article.sourceShares().isEmpty() ? word(article.source()) : shares(article.sourceShares());
            table.row(
                    place,
                    article.id(),
                    article.views(),
                    article.shares(),
                    word(article.rung()),
                    source,
                    String.format(Locale.ROOT, "%.4g", article.score()),
                    article.details().map(ArticleDetails::title).orElse(""));
        }
        return table;
    }

    static String shares(List<SourceShare> shares) {
        return shares.stream()
                .map(share -> word(share.source()) + String.format(Locale.ROOT, " %.0f%%", 100 * share.share()))
                .collect(Collectors.joining(", "));
    }

    static Table absences(List<Absence> absences) {
        Table table = Table.of("not on it", "why");
        absences.forEach(absence -> table.row(absence.article(), word(absence.why())));
        return table;
    }

    static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
