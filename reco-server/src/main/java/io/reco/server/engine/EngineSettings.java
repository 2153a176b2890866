package io.reco.server.engine;

import java.util.Map;

import io.reco.server.model.settings.LearningSettings;
import io.reco.server.model.settings.Parameter;
import io.reco.server.recommend.draft.Policy;

/**
 * Every number that an engine can be tuned by.
 *
 * @param learning how the models learn
 * @param policy how a page is made unless its request says otherwise
 */
public record EngineSettings(LearningSettings learning, Policy policy) {

    /** Values that did well on several logs; see the evaluation. */
    public static EngineSettings defaults() {
        return of(Map.of());
    }

    /** The defaults but for these. */
    public static EngineSettings of(Map<Parameter, Double> values) {
        return new EngineSettings(LearningSettings.of(values), Policy.of(values));
    }
}
