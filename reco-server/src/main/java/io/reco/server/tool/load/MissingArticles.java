package io.reco.server.tool.load;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import it.unimi.dsi.fastutil.objects.Object2LongMap;

import io.reco.client.RecommendClient;
import io.reco.client.Refused;
import io.reco.client.catalog.ArticleDetails;
import io.reco.client.catalog.ArticleField;
import io.reco.client.catalog.FoundArticles;
import io.reco.server.domain.Limits;
import io.reco.server.tool.console.Console;
import io.reco.server.tool.remote.Refusals;

/** Adds articles that events name, by id alone: those that the catalogue lacks and never deleted. */
final class MissingArticles {

    private static final Set<ArticleField> FIELDS = Set.of(ArticleField.PUBLISH_TIME);

    private final RecommendClient client;
    private final Console console;
    private int added;
    private int deleted;
    private int refused;

    private MissingArticles(RecommendClient client, Console console) {
        this.client = client;
        this.console = console;
    }

    /**
     * Adds them, published when they were first seen.
     *
     * @param firstSeenMs by article, before times are moved by {@code shiftMs}
     * @return whether all that were to be added are there now
     */
    static boolean add(Object2LongMap<String> firstSeenMs, long shiftMs, RecommendClient client, Console console) {
        MissingArticles missing = new MissingArticles(client, console);
        List<String> ids = List.copyOf(firstSeenMs.keySet());
        for (int from = 0; from < ids.size(); from += Limits.ITEMS_MAX) {
            List<String> some = ids.subList(from, Math.min(from + Limits.ITEMS_MAX, ids.size()));
            missing.add(missing.lacked(some).stream()
                    .map(id -> ArticleDetails.builder(id)
                            .publishTime(Instant.ofEpochMilli(firstSeenMs.getLong(id) + shiftMs))
                            .build())
                    .toList());
        }
        console.say("articles added=" + missing.added + " (events name them, the catalogue lacked them)"
                + (missing.deleted == 0 ? "" : " deleted=" + missing.deleted + " (left out)"));
        return missing.refused == 0;
    }

    /** Those that are neither in the catalogue nor deleted from it. */
    private List<String> lacked(List<String> ids) {
        FoundArticles found = client.articles(ids);
        deleted += found.deleted().size();
        Set<String> gone = new HashSet<>(found.deleted());
        return found.missing().stream().filter(id -> !gone.contains(id)).toList();
    }

    private void add(List<ArticleDetails> articles) {
        List<Refused<ArticleDetails>> without = client.upsert(articles, FIELDS).refused();
        without.forEach(one -> console.complain("reco: article " + one.what().id() + ": " + Refusals.text(one)));
        refused += without.size();
        added += articles.size() - without.size();
    }
}
