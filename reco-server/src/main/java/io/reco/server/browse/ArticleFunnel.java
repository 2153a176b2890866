package io.reco.server.browse;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.reco.server.domain.IdKeys;
import io.reco.server.domain.count.HourUse;
import io.reco.server.model.Models;
import io.reco.server.model.catalogue.Articles;
import io.reco.server.model.funnel.Funnel;

/**
 * What became of an article, hour by hour.
 *
 * @param uses the oldest hour first, within an hour by placement and source
 * @param sinceMs from when on all of it is there, milliseconds since 1970 UTC
 */
public record ArticleFunnel(List<HourUse> uses, long sinceMs) {

    private static final long HOUR_MS = 3_600_000;

    public ArticleFunnel {
        uses = List.copyOf(uses);
    }

    /** Looks for it in models. Safe for use by many threads. */
    public record Lookup(Models models, IdKeys ids, Clock clock) {

        /** Of the latest hours, the one that has begun included; empty for an article that the catalogue never had. */
        public Optional<ArticleFunnel> get(String article, int hours) {
            long fromMs = (clock.millis() / HOUR_MS - Math.min(hours, Funnel.HOURS) + 1) * HOUR_MS;
            return models.read(view -> {
                int ordinal = view.articles().ordinal(ids.of(article));
                if (ordinal == Articles.NONE) {
                    return Optional.empty();
                }
                List<HourUse> uses = new ArrayList<>();
                view.funnel().each(ordinal, use -> {
                    if (use.hourMs() >= fromMs) {
                        uses.add(use);
                    }
                });
                return Optional.of(
                        new ArticleFunnel(uses, Math.max(fromMs, view.funnel().sinceMs())));
            });
        }
    }
}
