package io.reco.server.recommend.space;

import java.util.concurrent.LinkedBlockingDeque;
import java.util.function.Supplier;

/**
 * Working space for pages in the making, of a few numbers per article each. It is lent for the time of a page; no more is kept
 * than as many pages as may be in the making at once on this machine. Safe for use by many threads.
 */
public final class Workspaces<W> {

    private final Supplier<W> maker;
    private final LinkedBlockingDeque<W> free;

    /** Keeps at most so many. */
    public Workspaces(int keptMax, Supplier<W> maker) {
        this.maker = maker;
        this.free = new LinkedBlockingDeque<>(keptMax);
    }

    /** One that was used last, as it is in the processor's cache, or a new one. */
    public W borrow() {
        W used = free.pollFirst();
        return used == null ? maker.get() : used;
    }

    /** Takes one back; beyond the limit it is left to the garbage collector. */
    public void giveBack(W space) {
        var unused = free.offerFirst(space);
    }

    /** How many are kept for later. */
    public int kept() {
        return free.size();
    }
}
