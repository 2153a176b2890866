package io.reco.server.recommend;

import java.util.function.BooleanSupplier;

/**
 * A request for a page.
 *
 * @param reader > 0, or 0 for an anonymous one
 * @param count 1..100 articles
 * @param stampMs the moment asked for, milliseconds since 1970 UTC; 0 for now
 * @param idempotencyKey with {@code stampMs} 0: a later query of the same reader with the same key gets the same page; empty
 *     for none
 * @param givenUp whether nobody waits for the answer any more, asked just before a page is kept: then none is
 */
public record Query(int reader, int count, long stampMs, String idempotencyKey, BooleanSupplier givenUp) {}
