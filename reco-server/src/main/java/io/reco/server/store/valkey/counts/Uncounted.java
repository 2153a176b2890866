package io.reco.server.store.valkey.counts;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.reco.server.domain.Event;
import io.reco.server.domain.Fact;
import io.reco.server.store.log.Mark;
import io.reco.server.store.log.Positions;
import io.reco.server.store.valkey.layout.Layout;

/**
 * Events of the log that may not be among the written counts yet, by article: a few seconds of them while somebody writes. Safe
 * for use by many threads.
 */
final class Uncounted {

    private final Layout layout;

    /** By partition of the article; guarded by this. */
    private final List<Map<String, List<Seen>>> seen = new ArrayList<>();

    /** How many look at what was counted, too. */
    private int pins;

    Uncounted(Layout layout) {
        this.layout = layout;
        for (int partition = 0; partition < layout.partitions(); partition++) {
            seen.add(new HashMap<>());
        }
    }

    synchronized void add(Fact fact, Mark mark, long acceptedMs) {
        if (fact instanceof Event event && !event.retracted()) {
            seen.get(layout.ofArticle(event.article()))
                    .computeIfAbsent(event.article(), unused -> new ArrayList<>(1))
                    .add(new Seen(mark, acceptedMs, event.type()));
        }
    }

    /** Those of an article. */
    synchronized List<Seen> of(String article) {
        return List.copyOf(seen.get(layout.ofArticle(article)).getOrDefault(article, List.of()));
    }

    /** The articles of a partition that have some. */
    synchronized Set<String> articles(int partition) {
        return new HashSet<>(seen.get(partition).keySet());
    }

    /** Forgets those of a partition's articles that stand up to a place. */
    synchronized void forget(int partition, Positions upTo) {
        if (pins > 0) {
            return;
        }
        seen.get(partition).values().removeIf(some -> {
            some.removeIf(one -> !one.after(upTo));
            return some.isEmpty();
        });
    }

    synchronized void forgetAll() {
        seen.forEach(Map::clear);
    }

    /** Until {@link #unpin} nothing is forgotten. */
    synchronized void pin() {
        pins++;
    }

    synchronized void unpin() {
        pins--;
    }
}
