package io.reco.server.domain.page;

import java.util.List;

/**
 * What one answer holds, as it was served and is kept. Its placement and its stamp name it among its reader's pages: those of one
 * placement are a feed.
 *
 * @param placement where it was shown; empty for the feed that the original contract has
 * @param stamp milliseconds since 1970 UTC; > 0, unique and growing within its feed
 * @param askedMs the moment its caller asked for, when that was ahead of the server's clock and so is not the stamp; else 0
 * @param idempotencyKey the caller's key of the request that made it; empty when there was none
 * @param askedCount with a key, how many articles were asked for; else 0
 * @param askedHash with a key, a hash of what else was asked for; else 0
 * @param keyId names the key its exposure token is signed with
 * @param policy the name of the policy it was made by
 * @param modelId what it was ranked with
 * @param degraded whether it was made by less than the whole pipeline, or could not be kept
 * @param slots best first, no duplicates, never empty
 * @param shown which slots its reader saw, as far as it became known since
 */
public record Page(
        String placement,
        long stamp,
        long askedMs,
        String idempotencyKey,
        int askedCount,
        int askedHash,
        String keyId,
        String policy,
        ModelId modelId,
        boolean degraded,
        List<Slot> slots,
        Shown shown) {

    public Page {
        slots = List.copyOf(slots);
    }

    /** A page of the feed without a name, asked for at its stamp, by count alone. */
    public Page(long stamp, String keyId, String policy, ModelId modelId, List<Slot> slots) {
        this("", stamp, 0, "", 0, 0, keyId, policy, modelId, false, slots, Shown.UNKNOWN);
    }

    /** The same page in another feed. */
    public Page in(String other) {
        return new Page(
                other,
                stamp,
                askedMs,
                idempotencyKey,
                askedCount,
                askedHash,
                keyId,
                policy,
                modelId,
                degraded,
                slots,
                shown);
    }

    /** The page under another stamp. */
    public Page stamped(long other) {
        return other == stamp
                ? this
                : new Page(
                        placement,
                        other,
                        askedMs,
                        idempotencyKey,
                        askedCount,
                        askedHash,
                        keyId,
                        policy,
                        modelId,
                        degraded,
                        slots,
                        shown);
    }

    /** The page, of which this became known. */
    public Page with(Shown known) {
        return new Page(
                placement,
                stamp,
                askedMs,
                idempotencyKey,
                askedCount,
                askedHash,
                keyId,
                policy,
                modelId,
                degraded,
                slots,
                known);
    }

    /**
     * One place of a page, and what is in it.
     *
     * @param article the key of its id, see {@link io.reco.server.domain.IdKeys}
     * @param propensity probability in (0, 1] that the policy puts this article into the page
     * @param shares the parts that sources had in its score
     */
    public record Slot(long article, Rung rung, float propensity, Shares shares) {

        /** The source that spoke most for the article. */
        public Source source() {
            return shares.source(0);
        }
    }

    /** The lowest rung that the page needed. */
    public Rung rung() {
        Rung lowest = Rung.PERSONAL;
        for (Slot slot : slots) {
            if (slot.rung().compareTo(lowest) > 0) {
                lowest = slot.rung();
            }
        }
        return lowest;
    }
}
