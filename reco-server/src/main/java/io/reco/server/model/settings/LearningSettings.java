package io.reco.server.model.settings;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import com.google.common.hash.Hashing;

import io.reco.server.domain.EventType;
import io.reco.server.model.blend.Blend;
import io.reco.server.model.blend.Feature;
import io.reco.server.model.neighbours.Damping;

/** Every number that learning can be tuned by. Immutable. */
public record LearningSettings(
        Weights weights, Neighbours neighbours, Sessions sessions, Trending trending, Blend blend) {

    /**
     * How much an event says about what its reader likes. Exposures say nothing.
     *
     * @param dislike of a dislike or a hidden article; negative
     * @param grading how much the sum of weights counts in a reader's taste: 0 for all alike, 1 for its logarithm
     */
    public record Weights(
            float view,
            float read,
            float like,
            float bookmark,
            float comment,
            float share,
            float dislike,
            float grading) {

        private static final double LN2 = Math.log(2);

        /** The weight of one event. */
        public float of(EventType type) {
            return switch (type) {
                case EXPOSE -> 0;
                case VIEW -> view;
                case READ -> read;
                case LIKE -> like;
                case BOOKMARK -> bookmark;
                case COMMENT -> comment;
                case SHARE -> share;
                case DISLIKE, HIDE -> dislike;
            };
        }

        /** How strongly a reader is tied to an article, from the sum of their events' weights; sublinear. */
        public float strength(float sum) {
            if (sum <= 0) {
                return sum;
            }
            return sum == 1 ? 1 : (float) Math.pow(Math.log1p(sum) / LN2, grading);
        }
    }

    /**
     * The asymmetric linear filter.
     *
     * @param damping the exponents at first
     * @param dampingChosen whether a hold-out may choose others; not when one of them was given
     * @param rowMax the strongest weights kept of an article
     * @param easeArticlesMax with more active articles than this, EASE is tried for the most popular alone; 0 for never
     * @param easeShare of EASE beside the filter, 0..1; below 0 for what a hold-out prefers
     * @param historyMax how many of a reader's latest articles propose others; where a batch model was learned, many more do
     * @param historyHalfLife after how long an article in a reader's past counts half
     */
    public record Neighbours(
            Damping damping,
            boolean dampingChosen,
            int rowMax,
            int easeArticlesMax,
            float easeShare,
            int historyMax,
            Duration historyHalfLife) {}

    /**
     * What a session leads to.
     *
     * @param gap a pause this long ends a session
     * @param rules half-life of a rule from any article of a session to a later one
     * @param rulesSlow half-life of such a rule in the slow list, which carries on where little happens
     * @param next half-life of a rule from an article to the very next
     * @param nextSlow half-life of such a rule in the slow list, which carries on where readers are few
     */
    public record Sessions(Duration gap, Duration rules, Duration rulesSlow, Duration next, Duration nextSlow) {}

    /**
     * What is read now.
     *
     * @param burst half-life of a view in the quick list
     * @param trend half-life of a view in the slow list, which carries on where readers are few
     */
    public record Trending(Duration burst, Duration trend) {}

    /** Of all these numbers: settings that differ in one of them have, but for a chance of 2^-64, different ones. */
    public long fingerprint() {
        String all = List.of(weights, neighbours, sessions, trending, Arrays.deepToString(blend.copy()))
                .toString();
        return Hashing.sipHash24().hashUnencodedChars(all).asLong();
    }

    /** Values that did well on several data sets; see the evaluation. */
    public static LearningSettings defaults() {
        return of(Map.of());
    }

    /** The defaults but for these. */
    public static LearningSettings of(Map<Parameter, Double> values) {
        Reading reading = new Reading(values);
        return new LearningSettings(
                new Weights(
                        reading.number(Parameter.WEIGHT_VIEW),
                        reading.number(Parameter.WEIGHT_READ),
                        reading.number(Parameter.WEIGHT_LIKE),
                        reading.number(Parameter.WEIGHT_BOOKMARK),
                        reading.number(Parameter.WEIGHT_COMMENT),
                        reading.number(Parameter.WEIGHT_SHARE),
                        reading.number(Parameter.WEIGHT_DISLIKE),
                        reading.number(Parameter.WEIGHT_GRADING)),
                new Neighbours(
                        reading.damping(),
                        !reading.gives(Parameter.NEIGHBOURS_READER_DAMPING)
                                && !reading.gives(Parameter.NEIGHBOURS_FROM_DAMPING)
                                && !reading.gives(Parameter.NEIGHBOURS_TO_DAMPING),
                        reading.count(Parameter.NEIGHBOURS_ROW_MAX),
                        reading.count(Parameter.EASE_ARTICLES_MAX),
                        reading.number(Parameter.EASE_SHARE),
                        reading.count(Parameter.NEIGHBOURS_HISTORY_MAX),
                        reading.time(Parameter.NEIGHBOURS_HALF_LIFE_DAYS, Duration.ofDays(1))),
                new Sessions(
                        reading.time(Parameter.SESSION_GAP_MINUTES, Duration.ofMinutes(1)),
                        reading.time(Parameter.RULES_HALF_LIFE_MINUTES, Duration.ofMinutes(1)),
                        reading.time(Parameter.RULES_SLOW_HALF_LIFE_DAYS, Duration.ofDays(1)),
                        reading.time(Parameter.NEXT_HALF_LIFE_MINUTES, Duration.ofMinutes(1)),
                        reading.time(Parameter.NEXT_SLOW_HALF_LIFE_DAYS, Duration.ofDays(1))),
                new Trending(
                        reading.time(Parameter.BURST_HALF_LIFE_MINUTES, Duration.ofMinutes(1)),
                        reading.time(Parameter.TREND_HALF_LIFE_HOURS, Duration.ofHours(1))),
                reading.blend());
    }

    private record Reading(Map<Parameter, Double> values) {

        private static final float RUNNING_SESSION = 0.2f;

        float number(Parameter parameter) {
            return (float) parameter.in(values);
        }

        boolean gives(Parameter parameter) {
            return values.containsKey(parameter);
        }

        Damping damping() {
            return new Damping(
                    number(Parameter.NEIGHBOURS_READER_DAMPING),
                    number(Parameter.NEIGHBOURS_FROM_DAMPING),
                    number(Parameter.NEIGHBOURS_TO_DAMPING));
        }

        int count(Parameter parameter) {
            return (int) number(parameter);
        }

        Duration time(Parameter parameter, Duration unit) {
            return Duration.ofMillis((long) (number(parameter) * unit.toMillis()));
        }

        /** While a session runs, what it leads to says more than taste over weeks. */
        Blend blend() {
            float[][] byStage = new float[Blend.STAGES][Feature.count()];
            for (int stage = 0; stage < Blend.STAGES; stage++) {
                float[] weights = byStage[stage];
                float neighbours = number(Parameter.BLEND_NEIGHBOURS);
                weights[Feature.NEIGHBOURS.index()] = stage == 0 ? neighbours : neighbours * RUNNING_SESSION;
                weights[Feature.RULES.index()] = number(Parameter.BLEND_RULES);
                weights[Feature.NEXT.index()] = number(Parameter.BLEND_NEXT);
                weights[Feature.NEXT_SLOW.index()] = number(Parameter.BLEND_NEXT_SLOW);
                weights[Feature.RULES_SLOW.index()] = number(Parameter.BLEND_RULES_SLOW);
                weights[Feature.SESSIONS_SLOW.index()] = number(Parameter.BLEND_SESSIONS_SLOW);
                weights[Feature.SESSIONS.index()] = number(Parameter.BLEND_SESSIONS);
                weights[Feature.CONTENT.index()] = number(Parameter.BLEND_CONTENT);
                weights[Feature.BURST.index()] = number(Parameter.BLEND_BURST);
                weights[Feature.TREND.index()] = number(Parameter.BLEND_TREND);
            }
            return Blend.of(byStage);
        }
    }
}
