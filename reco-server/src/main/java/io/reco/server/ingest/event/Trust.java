package io.reco.server.ingest.event;

/** What whoever reports events is believed. */
public enum Trust {
    /** That anybody did what they say. */
    ANY,
    /**
     * What readers did with what was on pages of theirs, and say themselves: each event needs a token of one. Of a page's
     * slot EXPOSE, VIEW, READ and SHARE count once each, whatever the events' ids: they have that of the slot.
     */
    OWN_PAGES
}
