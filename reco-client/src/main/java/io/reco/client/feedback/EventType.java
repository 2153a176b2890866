package io.reco.client.feedback;

import io.reco.client.page.RecommendedArticle;

/** What a reader did with an article. */
public enum EventType {
    /** Really seen on the reader's screen. */
    EXPOSE,
    /** Opened. Counts into {@link RecommendedArticle#views()}. */
    VIEW,
    /** Read to the end. */
    READ,
    LIKE,
    BOOKMARK,
    COMMENT,
    /** Counts into {@link RecommendedArticle#shares()}. */
    SHARE,
    /** Not this article again, nor more like it. */
    DISLIKE,
    /** Not this article again. */
    HIDE,
    /** None that this version of the client knows; it can be read, but not reported. */
    UNKNOWN
}
