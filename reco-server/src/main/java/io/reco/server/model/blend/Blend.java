package io.reco.server.model.blend;

import java.util.EnumMap;
import java.util.Map;

/**
 * One score of all features: a mixture. Each feature gives a candidate its share of all that the feature gave to anybody,
 * like a probability that the reader opens it next; the blend is the weighted mean of these opinions. So features of any
 * scale can be added, a silent one moves nothing, and an article that one source is sure of is not held back by the others.
 *
 * <p>There is one set of weights for each stage of a session: what was read just now says more the more of it there is.
 *
 * <p>Weights are at least 0 and sum up to 1. Immutable.
 *
 * <p>Source: linear opinion pool (Genest and Zidek, "Combining Probability Distributions", Statistical Science 1986), as in
 * interpolated language models (Jelinek and Mercer, 1980). A weighted geometric mean, fitted as a conditional logit, ranked
 * worse on the news log; see the evaluation.
 */
public final class Blend {

    /** Stages of a session: none running, one article, two or three, more. */
    public static final int STAGES = 4;

    /** Weights that were scaled sum up to 1 but for this. */
    private static final float ROUNDING = 1e-5f;

    private final float[][] weights;

    private Blend(float[][] weights) {
        this.weights = weights;
    }

    /**
     * With these weights, by stage and by index of {@link Feature}; those of a stage are scaled to sum up to 1.
     *
     * @throws IllegalArgumentException for a weight that is not a number, infinite or below 0: one of them would make every
     *     score one that nothing is above
     */
    public static Blend of(float[][] weights) {
        for (float[] stage : weights) {
            for (float weight : stage) {
                if (!Float.isFinite(weight) || weight < 0) {
                    throw new IllegalArgumentException("weight: " + weight + " (expected: finite, >= 0)");
                }
            }
        }
        Blend blend = new Blend(weights);
        float[][] scaled = blend.copy();
        for (float[] stage : scaled) {
            scale(stage);
        }
        return new Blend(scaled);
    }

    /** The same weights for all stages, 0 for features that are missing; they are scaled to sum up to 1. */
    public static Blend of(Map<Feature, Float> weights) {
        float[][] byStage = new float[STAGES][Feature.count()];
        for (float[] stage : byStage) {
            weights.forEach((feature, weight) -> stage[feature.index()] = weight);
        }
        return of(byStage);
    }

    /** The stage of a session of so many articles. */
    public static int stage(int articles) {
        return articles <= 1 ? articles : articles <= 3 ? 2 : 3;
    }

    public float weight(int stage, Feature feature) {
        return weights[stage][feature.index()];
    }

    /** Weights of a stage by feature, in their order. */
    public Map<Feature, Float> weights(int stage) {
        Map<Feature, Float> map = new EnumMap<>(Feature.class);
        for (Feature feature : Feature.all()) {
            map.put(feature, weights[stage][feature.index()]);
        }
        return map;
    }

    /** The weights, by stage and by index of {@link Feature}. */
    public float[][] copy() {
        float[][] copy = new float[STAGES][];
        for (int stage = 0; stage < STAGES; stage++) {
            copy[stage] = weights[stage].clone();
        }
        return copy;
    }

    private static void scale(float[] stage) {
        float sum = 0;
        for (float weight : stage) {
            sum += weight;
        }
        if (Math.abs(sum - 1) < ROUNDING) {
            return; // scaled before: the same weights come back the same
        }
        for (int f = 0; f < stage.length && sum > 0; f++) {
            stage[f] /= sum;
        }
    }
}
