package io.reco.server.model;

import java.time.Duration;

import io.reco.server.domain.EventType;

/** Every number that the engine can be tuned by. Immutable. */
public record EngineSettings(Weights weights, Neighbours neighbours, Trending trending, Variety variety) {

    /**
     * How much an event says about what its reader likes. Exposures say nothing.
     *
     * @param dislike of a dislike or a hidden article; negative
     */
    public record Weights(
            float view, float read, float like, float bookmark, float comment, float share, float dislike) {

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
        public static float strength(float sum) {
            return sum <= 0 ? sum : (float) (Math.log1p(sum) / LN2);
        }

        private static final double LN2 = Math.log(2);
    }

    /**
     * The asymmetric linear filter.
     *
     * @param readerDamping a: how much less a reader of many articles says about any two of them
     * @param fromDamping g1: how much less one popular article in a reader's past counts
     * @param toDamping g2: how much a popular article is held back as a proposal
     * @param rowMax the strongest weights kept of an article
     * @param historyMax how many of a reader's latest articles propose others
     * @param historyHalfLife after how long an article in a reader's past counts half
     */
    public record Neighbours(
            float readerDamping,
            float fromDamping,
            float toDamping,
            int rowMax,
            int historyMax,
            Duration historyHalfLife) {}

    /**
     * What is read now.
     *
     * @param burst half-life of a view in the quick list
     * @param trend half-life of a view in the slow list, which carries on where readers are few
     */
    public record Trending(Duration burst, Duration trend) {}

    /**
     * Diversity of one page.
     *
     * @param topicShare the most that one topic may take, in (0, 1]; an article's topic is its first
     * @param authorShare the most that one author may take, in (0, 1]
     */
    public record Variety(float topicShare, float authorShare) {}

    /** Values that did well on several data sets; see the evaluation. */
    public static EngineSettings defaults() {
        return new EngineSettings(
                new Weights(1, 1.5f, 2, 2.5f, 3, 3, -2),
                new Neighbours(1, 0.5f, 0.4f, 300, 100, Duration.ofDays(30)),
                new Trending(Duration.ofMinutes(20), Duration.ofDays(2)),
                new Variety(0.7f, 0.5f));
    }
}
