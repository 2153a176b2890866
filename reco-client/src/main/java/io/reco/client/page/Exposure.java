package io.reco.client.page;

import java.time.Instant;
import java.util.List;
import java.util.Objects;

import io.reco.client.internal.wire.Exposures;

/**
 * What an exposure token says: which page a reader was shown, and why. Anybody can read a token; whether a server signed
 * it only the server can tell.
 *
 * @param reader the reader; empty for an anonymous one
 * @param stamp the page's stamp
 * @param placement where it was shown; empty for the feed of the original contract
 * @param policy how the page was made
 * @param rung the lowest step of the ladder that the page needed
 * @param slots the page, best first
 * @param degraded whether it was made by less than the whole pipeline, for want of time or disk
 * @param keyId names the key the token is signed with
 */
public record Exposure(
        String reader,
        Instant stamp,
        String placement,
        Policy policy,
        Rung rung,
        List<Slot> slots,
        boolean degraded,
        String keyId) {
    public Exposure {
        Objects.requireNonNull(reader, "reader");
        Objects.requireNonNull(stamp, "stamp");
        Objects.requireNonNull(placement, "placement");
        Objects.requireNonNull(policy, "policy");
        Objects.requireNonNull(rung, "rung");
        Objects.requireNonNull(keyId, "keyId");
        slots = List.copyOf(slots);
    }

    /**
     * How a page was made.
     *
     * @param name the policy's
     * @param experiment the one that chose it; empty outside experiments
     * @param arm the experiment's arm; empty outside experiments
     * @param modelId names what ranked the page, unique over restarts and replicas of the server
     */
    public record Policy(String name, String experiment, String arm, String modelId) {
        public Policy {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(experiment, "experiment");
            Objects.requireNonNull(arm, "arm");
            Objects.requireNonNull(modelId, "modelId");
        }
    }

    /**
     * One place of the page, and what is in it.
     *
     * @param articleId the article's id; empty for one that is not known any more
     * @param rung the step of the ladder it came from
     * @param source what proposed it
     * @param propensity the probability, in (0, 1], that the policy puts it into the page
     */
    public record Slot(String articleId, Rung rung, Source source, double propensity) {
        public Slot {
            Objects.requireNonNull(articleId, "articleId");
            Objects.requireNonNull(rung, "rung");
            Objects.requireNonNull(source, "source");
        }
    }

    /** A step of the ladder that a page is filled down, from the top. */
    public enum Rung {
        /** Chosen for this reader. */
        PERSONAL,
        /** Popular now. */
        TRENDING,
        /** Newly published. */
        FRESH,
        /** Served to this reader before, but never viewed. */
        SERVED,
        /** Viewed by this reader before. */
        VIEWED,
        /** None that this version of the client knows. */
        UNKNOWN
    }

    /** What proposed an article. */
    public enum Source {
        /** Read by readers of what this reader read. */
        NEIGHBOURS,
        /** Follows what this reader just read. */
        SESSIONS,
        /** Popular now, among the reader's topics or overall. */
        TRENDING,
        /** Newly published. */
        FRESH,
        /** Served to this reader before. */
        SERVED,
        /** Viewed by this reader before. */
        VIEWED,
        /** None that this version of the client knows. */
        UNKNOWN
    }

    /**
     * Reads a token; its signature is not checked.
     *
     * @throws IllegalArgumentException if the text is no token
     */
    public static Exposure decode(String token) {
        return Exposures.decode(token);
    }
}
