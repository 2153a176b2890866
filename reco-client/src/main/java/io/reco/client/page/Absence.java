package io.reco.client.page;

import java.util.Objects;

/**
 * Why an article is not on a page.
 *
 * @param article its id
 * @param why the gravest reason
 * @param score of OUTSCORED what it was ranked by, else 0
 */
public record Absence(String article, Why why, double score) {
    public Absence {
        Objects.requireNonNull(article, "article");
        Objects.requireNonNull(why, "why");
    }

    /** Reasons, the gravest first. */
    public enum Why {
        /** No article has this id. */
        NO_SUCH_ARTICLE,
        DELETED,
        HIDDEN,
        EXPIRED,
        /** Not published yet. */
        SCHEDULED,
        /** The reader disliked or hid it. */
        REJECTED,
        /** The request's filter, or what the reader blocked, leaves it out. */
        FILTERED,
        /** The reader viewed it. */
        VIEWED,
        /** It is on a recent page of this reader. */
        SERVED,
        /** The page has another article that tells the same story. */
        SAME_STORY,
        /** Its topic or its author has as many places as variety gives. */
        VARIETY,
        /** Others were ranked above it. */
        OUTSCORED,
        /** No source proposed it. */
        NOT_PROPOSED,
        /** Of a page that is kept: nothing speaks against it now. */
        NONE_NOW,
        /** None that this version of the client knows. */
        UNKNOWN
    }
}
