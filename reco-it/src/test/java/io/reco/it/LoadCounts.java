package io.reco.it;

import java.util.concurrent.atomic.AtomicLong;

/** What a load has done so far. */
final class LoadCounts {

    final AtomicLong pages = new AtomicLong();
    /** Slots of the pages of readers who had been there before. */
    final AtomicLong slots = new AtomicLong();
    /** Of these, those that hold what was newly published, whatever their rung. */
    final AtomicLong freshSlots = new AtomicLong();

    final AtomicLong replays = new AtomicLong();
    final AtomicLong histories = new AtomicLong();
    final AtomicLong events = new AtomicLong();
    /** Of the events, those that happened minutes to weeks before they were reported. */
    final AtomicLong lateEvents = new AtomicLong();
    /** Of the late events, those refused with reason TOO_OLD. */
    final AtomicLong tooOldEvents = new AtomicLong();

    final AtomicLong catalogueChanges = new AtomicLong();
}
