package io.reco.server.domain.count;

/** What a request for a page was answered with. */
public enum PageKind {
    /** A new page. */
    MADE,
    /** A page that was served before, to the same request. */
    REPLAYED,
    /** An older page than the one asked for: the reader went back. */
    OLDER,
    /** No page: nothing may be served, or nothing is left. */
    NONE
}
