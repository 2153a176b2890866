package io.reco.server.recommend.lists;

/** Which articles are at the top. */
public enum TopKind {
    /** Read most now: the blend of what trends, as a stranger's page has it. */
    TRENDING,
    /** Viewed most, ever. */
    POPULAR,
    /** Published last. */
    LATEST
}
