package io.reco.server.recommend;

import java.util.concurrent.LinkedBlockingDeque;
import java.util.function.Supplier;

/**
 * Working space for pages in the making, of a few numbers per article each. It is lent for the time of a page; no more is kept
 * than as many pages as may be in the making at once on this machine. Safe for use by many threads.
 */
final class Workspaces {

    private final Supplier<Workspace> maker;
    private final LinkedBlockingDeque<Workspace> free;

    /** Keeps at most so many. */
    Workspaces(int keptMax, Supplier<Workspace> maker) {
        this.maker = maker;
        this.free = new LinkedBlockingDeque<>(keptMax);
    }

    /** One that was used last, as it is in the processor's cache, or a new one. */
    Workspace borrow() {
        Workspace used = free.pollFirst();
        return used == null ? maker.get() : used;
    }

    /** Takes one back; beyond the limit it is left to the garbage collector. */
    void giveBack(Workspace space) {
        var unused = free.offerFirst(space);
    }

    /** How many are kept for later. */
    int kept() {
        return free.size();
    }
}
