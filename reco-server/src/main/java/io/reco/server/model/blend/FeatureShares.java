package io.reco.server.model.blend;

/** Shows what the sources thought of an article just before its reader opened it; for the writer of the models. */
@FunctionalInterface
public interface FeatureShares {

    /** One that shows nothing. */
    FeatureShares NONE = (reader, article, nowMs, shares) -> -1;

    /**
     * Fills in each feature's share for an article, by index of {@link Feature}; negative where the feature is silent.
     *
     * @param reader ordinal
     * @param article ordinal
     * @return the {@link Blend#stage} of the reader's session, or -1 when there is nothing to learn from
     */
    int shares(int reader, int article, long nowMs, float[] shares);
}
