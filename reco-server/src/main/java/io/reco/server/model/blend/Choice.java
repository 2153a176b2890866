package io.reco.server.model.blend;

/**
 * What the sources said of an article that its reader opened, and of the best candidates among which it stood just before.
 * Reused; one thread at a time.
 */
public final class Choice {

    /** So many of the best candidates are looked at. */
    public static final int CANDIDATES_MAX = 50;

    private static final int FEATURES = Feature.count();

    private final float[] opened = new float[FEATURES];
    private final float[] scores = new float[CANDIDATES_MAX];

    /** The shares of one candidate side by side. */
    private final float[] shares = new float[CANDIDATES_MAX * FEATURES];

    private int count;
    private int place;

    public Choice() {
        clear();
    }

    /** Forgets the candidates. */
    public void clear() {
        count = 0;
        place = -1;
    }

    /** Each feature's share for the article that was opened, by index; negative where the feature was silent. To be filled in. */
    public float[] opened() {
        return opened;
    }

    /**
     * Adds the next best candidate.
     *
     * @param score by the mixture alone, above 0
     * @param wasOpened whether it is the article that was opened
     */
    public void add(float score, boolean wasOpened) {
        if (wasOpened) {
            place = count;
        }
        scores[count++] = score;
    }

    /** Says what share a feature gives to the candidate that was added last; 0 where it is silent. */
    public void share(Feature feature, float share) {
        shares[(count - 1) * FEATURES + feature.index()] = share;
    }

    /** How many candidates there are. */
    public int count() {
        return count;
    }

    /** The place of the article that was opened among the candidates; -1 when it is none of them. */
    public int place() {
        return place;
    }

    float score(int candidate) {
        return scores[candidate];
    }

    float share(int candidate, int feature) {
        return shares[candidate * FEATURES + feature];
    }
}
