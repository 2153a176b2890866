package io.reco.server.browse.reader;

/** Which activities are looked at. */
public enum ActivityKind {
    ALL,
    ACTIONS,
    PAGES
}
