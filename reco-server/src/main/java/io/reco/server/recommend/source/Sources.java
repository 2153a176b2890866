package io.reco.server.recommend.source;

import java.util.EnumMap;
import java.util.Map;
import java.util.function.Supplier;

import io.reco.server.domain.page.Source;
import io.reco.server.recommend.draft.Draft;
import io.reco.server.recommend.draft.Policy;

/**
 * All sources, of which a policy names those that are asked for a page. Reused; one thread at a time.
 *
 * <p>To add a source:
 *
 * <ol>
 *   <li>name it in {@link Source}, in {@code reco.v1.Source} and in the client's {@code Exposure.Source};
 *   <li>give it features in {@link io.reco.server.model.blend.Feature}: the blend learns a weight for each, from the one that a
 *       {@code BLEND_} parameter of {@link io.reco.server.model.settings.Parameter} gives it at the start
 *       ({@link io.reco.server.model.settings.LearningSettings} puts the two together);
 *   <li>write it as a {@link CandidateSource}, which names its paper;
 *   <li>add it to the map below, and to the policies that shall ask it.
 * </ol>
 */
public final class Sources {

    private static final Map<Source, Supplier<CandidateSource>> MAKERS = Map.of(
            Source.NEIGHBOURS, NeighbourSource::new,
            Source.SESSIONS, SessionSource::new,
            Source.TRENDING, TrendingSource::new,
            Source.FRESH, FreshSource::new);

    private final Map<Source, CandidateSource> made = new EnumMap<>(Source.class);

    public Sources() {
        MAKERS.forEach((source, maker) -> made.put(source, maker.get()));
    }

    /** Lets the sources of the draft's policy propose candidates and rate them, in its order. */
    public void collect(Draft draft) {
        for (Policy.Weighted asked : draft.policy().sources()) {
            source(asked).propose(draft);
        }
        draft.proposeMatches();
        for (Policy.Weighted asked : draft.policy().sources()) {
            source(asked).rate(draft);
        }
    }

    /** Lets them only say what they can say of any article. */
    public void look(Draft draft) {
        for (Policy.Weighted asked : draft.policy().sources()) {
            source(asked).look(draft);
        }
    }

    private CandidateSource source(Policy.Weighted asked) {
        CandidateSource source = made.get(asked.source());
        if (source == null) {
            throw new IllegalArgumentException(
                    "source: " + asked.source() + " (expected: one of " + made.keySet() + ")");
        }
        return source;
    }
}
