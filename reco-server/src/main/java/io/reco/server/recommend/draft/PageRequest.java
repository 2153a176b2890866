package io.reco.server.recommend.draft;

import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * A request for a page, and how its page is to be made. Immutable; made by {@link #of}, and by the methods below for what is
 * out of the ordinary.
 *
 * @param reader an id; empty for an anonymous reader
 * @param recentArticles ids of what the reader opened just now, the latest first; they count for this page as if they had been
 *     reported, and are not kept. Ids that no article has are passed over
 * @param count 1..100 articles
 * @param stampMs the moment asked for, milliseconds since 1970 UTC; 0 for now
 * @param idempotencyKey with {@code stampMs} 0: a later request of the same reader with the same key gets the same page; empty
 *     for none
 * @param givenUp whether nobody waits for the answer any more, asked just before a page is kept: then none is
 * @param keep false for a look: the page is decided and answered, but not kept, signed or counted
 * @param numbersOnly whether articles are left out whose ids the original contract cannot name, from new pages and kept ones
 * @param seenSinceMs what the reader did before this moment tells their taste but keeps no article away; 0 in service, where
 *     everything they did counts
 * @param policy how the page is made
 */
public record PageRequest(
        String reader,
        List<String> recentArticles,
        int count,
        long stampMs,
        String idempotencyKey,
        BooleanSupplier givenUp,
        boolean keep,
        boolean numbersOnly,
        long seenSinceMs,
        Policy policy) {

    public PageRequest {
        recentArticles = List.copyOf(recentArticles);
    }

    /** For a new page of a reader, empty for an anonymous one, that is kept. */
    public static PageRequest of(String reader, int count, Policy policy) {
        return new PageRequest(reader, List.of(), count, 0, "", () -> false, true, false, 0, policy);
    }

    /** For the page of a moment, milliseconds since 1970 UTC; 0 for now. */
    public PageRequest at(long momentMs) {
        return new PageRequest(
                reader,
                recentArticles,
                count,
                momentMs,
                idempotencyKey,
                givenUp,
                keep,
                numbersOnly,
                seenSinceMs,
                policy);
    }

    /** For a page of so many articles. */
    public PageRequest ofCount(int articles) {
        return new PageRequest(
                reader,
                recentArticles,
                articles,
                stampMs,
                idempotencyKey,
                givenUp,
                keep,
                numbersOnly,
                seenSinceMs,
                policy);
    }

    /** With an idempotency key; empty for none. */
    public PageRequest withKey(String key) {
        return new PageRequest(
                reader, recentArticles, count, stampMs, key, givenUp, keep, numbersOnly, seenSinceMs, policy);
    }

    /** Of a reader who opened these articles just now, the latest first. */
    public PageRequest after(List<String> articles) {
        return new PageRequest(
                reader, articles, count, stampMs, idempotencyKey, givenUp, keep, numbersOnly, seenSinceMs, policy);
    }

    /** Kept only while somebody waits for it. */
    public PageRequest unless(BooleanSupplier callerGaveUp) {
        return new PageRequest(
                reader,
                recentArticles,
                count,
                stampMs,
                idempotencyKey,
                callerGaveUp,
                keep,
                numbersOnly,
                seenSinceMs,
                policy);
    }

    /** As a look, which changes nothing. */
    public PageRequest notKept() {
        return new PageRequest(
                reader,
                recentArticles,
                count,
                stampMs,
                idempotencyKey,
                givenUp,
                false,
                numbersOnly,
                seenSinceMs,
                policy);
    }

    /** Without articles that the original contract cannot name. */
    public PageRequest inNumbers() {
        return new PageRequest(
                reader, recentArticles, count, stampMs, idempotencyKey, givenUp, keep, true, seenSinceMs, policy);
    }

    /** With articles that the reader engaged with before this moment, milliseconds since 1970 UTC, as if they were new. */
    public PageRequest seenSince(long momentMs) {
        return new PageRequest(
                reader, recentArticles, count, stampMs, idempotencyKey, givenUp, keep, numbersOnly, momentMs, policy);
    }
}
