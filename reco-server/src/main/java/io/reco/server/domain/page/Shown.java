package io.reco.server.domain.page;

/**
 * What became known of which slots of a page its reader saw. Immutable.
 *
 * @param lower a bit for each of the slots 0..63 that an EXPOSE event told of
 * @param upper a bit for each of the slots 64..127
 * @param acted how many slots there are down to the lowest one that another event told of; 0 when none did
 */
public record Shown(long lower, long upper, int acted) {

    /** Of a page of which nobody reported anything. */
    public static final Shown UNKNOWN = new Shown(0, 0, 0);

    /** Whether an EXPOSE event told of any slot: then the others were not seen. */
    public boolean told() {
        return (lower | upper) != 0;
    }

    /** Whether an EXPOSE event told of this slot, counted from 0. */
    public boolean exposed(int slot) {
        return ((slot < Long.SIZE ? lower : upper) >>> slot & 1) != 0;
    }

    /**
     * Whether the reader saw this slot, counted from 0, as far as is known: it was exposed; on a page of which no exposure was
     * told, it is not below all that was acted on. Of a page without any event everything counts as seen.
     */
    public boolean seen(int slot) {
        return told() ? exposed(slot) : acted == 0 || slot < acted;
    }

    /** With an EXPOSE event of a slot. */
    public Shown withExposed(int slot) {
        long bit = 1L << slot;
        return slot < Long.SIZE ? new Shown(lower | bit, upper, acted) : new Shown(lower, upper | bit, acted);
    }

    /** With another event of a slot. */
    public Shown withActed(int slot) {
        return slot < acted ? this : new Shown(lower, upper, slot + 1);
    }

    /** With an event of a slot. */
    public Shown with(int slot, boolean exposes) {
        return exposes ? withExposed(slot) : withActed(slot);
    }
}
