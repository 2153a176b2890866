package io.reco.server.ingest.event;

/** What whoever reports events is believed. */
public enum Trust {
    /** That anybody did what they say. */
    ANY,
    /** What readers did with what was on pages of theirs, and say themselves: each event needs a token of one. */
    OWN_PAGES
}
