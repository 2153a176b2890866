package io.reco.server.recommend.draft;

import java.util.function.BooleanSupplier;

/**
 * A request for a page, and how its page is to be made. Immutable; made by {@link #of}, and by the methods below for what is
 * out of the ordinary.
 *
 * @param reader an id; empty for an anonymous reader
 * @param count 1..100 articles
 * @param stampMs the moment asked for, milliseconds since 1970 UTC; 0 for now
 * @param idempotencyKey with {@code stampMs} 0: a later request of the same reader with the same key gets the same page; empty
 *     for none
 * @param givenUp whether nobody waits for the answer any more, asked just before a page is kept: then none is
 * @param keep false for a look: the page is decided and answered, but not kept, signed or counted
 * @param seenSinceMs what the reader did before this moment tells their taste but keeps no article away; 0 in service, where
 *     everything they did counts
 * @param policy how the page is made
 */
public record PageRequest(
        String reader,
        int count,
        long stampMs,
        String idempotencyKey,
        BooleanSupplier givenUp,
        boolean keep,
        long seenSinceMs,
        Policy policy) {

    /** For a new page of a reader, empty for an anonymous one, that is kept. */
    public static PageRequest of(String reader, int count, Policy policy) {
        return new PageRequest(reader, count, 0, "", () -> false, true, 0, policy);
    }

    /** For the page of a moment, milliseconds since 1970 UTC; 0 for now. */
    public PageRequest at(long momentMs) {
        return new PageRequest(reader, count, momentMs, idempotencyKey, givenUp, keep, seenSinceMs, policy);
    }

    /** With an idempotency key; empty for none. */
    public PageRequest withKey(String key) {
        return new PageRequest(reader, count, stampMs, key, givenUp, keep, seenSinceMs, policy);
    }

    /** Kept only while somebody waits for it. */
    public PageRequest unless(BooleanSupplier callerGaveUp) {
        return new PageRequest(reader, count, stampMs, idempotencyKey, callerGaveUp, keep, seenSinceMs, policy);
    }

    /** As a look, which changes nothing. */
    public PageRequest notKept() {
        return new PageRequest(reader, count, stampMs, idempotencyKey, givenUp, false, seenSinceMs, policy);
    }

    /** With articles that the reader engaged with before this moment, milliseconds since 1970 UTC, as if they were new. */
    public PageRequest seenSince(long momentMs) {
        return new PageRequest(reader, count, stampMs, idempotencyKey, givenUp, keep, momentMs, policy);
    }
}
