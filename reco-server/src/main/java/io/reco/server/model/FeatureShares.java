package io.reco.server.model;

import io.reco.server.model.blend.Blend;
import io.reco.server.model.blend.Choice;
import io.reco.server.model.histories.Past;

/** Shows what the sources thought of an article just before its reader opened it. */
@FunctionalInterface
public interface FeatureShares {

    /** One that shows nothing. */
    FeatureShares NONE = (models, past, article, nowMs, choice) -> -1;

    /**
     * Fills in what each feature gives to an article, and to the candidates that it stood among.
     *
     * @param models as they were just before
     * @param past what the reader engaged with before
     * @param article ordinal
     * @return the {@link Blend#stage} of the reader's session, or -1 when there is nothing to learn from
     */
    int shares(View models, Past past, int article, long nowMs, Choice choice);
}
