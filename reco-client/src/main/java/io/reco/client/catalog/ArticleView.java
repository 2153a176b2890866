package io.reco.client.catalog;

/** How much of an article is asked for. */
public enum ArticleView {
    /** All but {@link ArticleDetails#stats()}. */
    BASIC,
    /** All of it. */
    FULL
}
