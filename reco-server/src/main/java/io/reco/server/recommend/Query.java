package io.reco.server.recommend;

/**
 * A request for a page.
 *
 * @param reader > 0, or 0 for an anonymous one
 * @param count 1..100 articles
 * @param stampMs the moment asked for, milliseconds since 1970 UTC; 0 for now
 * @param idempotencyKey with {@code stampMs} 0: a later query of the same reader with the same key gets the same page; empty
 *     for none
 */
public record Query(int reader, int count, long stampMs, String idempotencyKey) {}
