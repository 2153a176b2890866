package io.reco.server.domain.page;

import java.util.List;

/**
 * What one answer holds, as it was served and is kept.
 *
 * @param stamp milliseconds since 1970 UTC; > 0, unique and growing for one reader
 * @param askedMs the moment its caller asked for, when that was ahead of the server's clock and so is not the stamp; else 0
 * @param idempotencyKey the caller's key of the request that made it; empty when there was none
 * @param askedCount with a key, how many articles were asked for; else 0
 * @param keyId names the key its exposure token is signed with
 * @param policyArm the experiment's arm; empty outside experiments
 * @param modelVersion version of the learned model it was ranked with
 * @param picks best first, no duplicates, never empty
 */
public record Page(
        long stamp,
        long askedMs,
        String idempotencyKey,
        int askedCount,
        String keyId,
        String policyArm,
        long modelVersion,
        List<Pick> picks) {

    public Page {
        picks = List.copyOf(picks);
    }

    /** A page asked for at its stamp, by count alone. */
    public Page(long stamp, String keyId, String policyArm, long modelVersion, List<Pick> picks) {
        this(stamp, 0, "", 0, keyId, policyArm, modelVersion, picks);
    }

    /**
     * One article of a page.
     *
     * @param article the key of its id, see {@link io.reco.server.domain.IdKeys}
     * @param propensity probability in (0, 1] that the policy puts this article into the page
     */
    public record Pick(long article, Rung rung, Source source, float propensity) {}

    /** The lowest rung that the page needed. */
    public Rung rung() {
        Rung lowest = Rung.PERSONAL;
        for (Pick pick : picks) {
            if (pick.rung().compareTo(lowest) > 0) {
                lowest = pick.rung();
            }
        }
        return lowest;
    }
}
