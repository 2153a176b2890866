package io.reco.server.engine;

import java.time.Duration;
import java.util.Map;

import io.reco.server.model.settings.LearningSettings;
import io.reco.server.model.settings.Parameter;
import io.reco.server.recommend.draft.Policy;

/**
 * Every number that an engine can be tuned by.
 *
 * @param learning how the models learn
 * @param policy how a page is made unless its request says otherwise
 * @param snapshotEvery how long after a snapshot of the models the next one is written
 */
public record EngineSettings(LearningSettings learning, Policy policy, Duration snapshotEvery) {

    private static final Duration SNAPSHOT_EVERY = Duration.ofMinutes(10);

    /** Values that did well on several logs; see the evaluation. */
    public static EngineSettings defaults() {
        return of(Map.of());
    }

    /** The defaults but for these. */
    public static EngineSettings of(Map<Parameter, Double> values) {
        return new EngineSettings(LearningSettings.of(values), Policy.of(values), SNAPSHOT_EVERY);
    }
}
