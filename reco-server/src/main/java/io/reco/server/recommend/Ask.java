package io.reco.server.recommend;

import io.reco.server.store.ReaderState;

/**
 * What a new page is to be made for.
 *
 * @param reader > 0, or 0 for an anonymous one
 * @param count 1..100 articles
 * @param nowMs the moment that decides what is published, expired and recent; milliseconds since 1970 UTC
 * @param state what the reader did and was served
 */
public record Ask(int reader, int count, long nowMs, ReaderState state) {}
