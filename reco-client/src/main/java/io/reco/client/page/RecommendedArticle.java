package io.reco.client.page;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

import io.reco.client.catalog.ArticleDetails;
import io.reco.client.catalog.ArticleStats;
import io.reco.client.page.Exposure.Rung;
import io.reco.client.page.Exposure.Source;

/**
 * One place of a page, and the article in it.
 *
 * @param id the article's id
 * @param stats what readers did with it
 * @param details the fields asked for ({@link PageRequest#fields()}), the others empty; empty when none were
 * @param score what it was ranked by, comparable within one page only; 0 for what was not ranked, such as most of a page
 *     from history
 * @param source what spoke most for it
 * @param rung the step of the ladder it came from
 * @param reasons what to tell the reader, the strongest first; may be empty
 * @param sourceShares with {@link PageRequest#explain()} what spoke for it, the largest share first, at most 3; else empty
 */
public record RecommendedArticle(
        String id,
        ArticleStats stats,
        Optional<ArticleDetails> details,
        double score,
        Source source,
        Rung rung,
        List<Reason> reasons,
        List<SourceShare> sourceShares) {
    public RecommendedArticle {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(stats, "stats");
        Objects.requireNonNull(details, "details");
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(rung, "rung");
        reasons = List.copyOf(reasons);
        sourceShares = List.copyOf(sourceShares);
    }

    /** One of which no more is known than its counts, as a {@link io.reco.client.Fallback} has it. */
    public RecommendedArticle(String id, long views, long shares) {
        this(
                id,
                new ArticleStats(views, shares, 0, 0, 0),
                Optional.empty(),
                0,
                Source.UNKNOWN,
                Rung.UNKNOWN,
                List.of(),
                List.of());
    }

    /** How many distinct views of it the server has accepted. */
    public long views() {
        return stats.views();
    }

    /** How many distinct shares of it the server has accepted. */
    public long shares() {
        return stats.shares();
    }
}
