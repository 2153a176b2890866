package io.reco.server.recommend.source;

import io.reco.server.recommend.draft.Draft;

/**
 * Proposes articles for a page. What it says of them it gives to its features in the draft: as sums ({@link Draft#scores}), or
 * as a look at any article ({@link Draft#look}). How to add one: see {@link Sources}.
 *
 * <p>Reused for one page after the other; one thread at a time.
 */
interface CandidateSource {

    /** Proposes what suits the draft's reader, of what may be shown and what may not. */
    void propose(Draft draft);

    /** Gives scores to what all sources proposed; called when all did. Most sources are done before. */
    default void rate(Draft draft) {}

    /** Says what it can say of any article, without proposing one. */
    default void look(Draft draft) {}
}
