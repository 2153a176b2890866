package io.reco.server.model.trends;

/** Weights of articles that halve with time, and the lists of the highest that may be served, overall and by topic. */
public interface Trend {

    /** Articles of one list, highest value first. */
    interface TopList {

        /** How many articles the list holds. */
        int count();

        /** The article at a place, 0 being the highest. */
        int article(int place);
    }

    /** The highest of all articles. */
    TopList overall();

    /** The highest of those articles whose id is a number. */
    TopList numbers();

    /** The highest of one topic. */
    TopList ofTopic(int topic);

    /**
     * A time as {@link #value} takes it. Before the newest addition there is nothing to look back on: such a time counts as
     * that of the newest.
     */
    double moment(long nowMs);

    /**
     * What all additions to an article are worth at a {@link #moment}: each its weight, halved with every half-life since; 0
     * when there were none. From 40 half-lives on it falls ever less, without a change of order, and never to 0: somebody
     * who tries a log of years ago sees what was read then.
     */
    float value(int article, double moment);
}
