package io.reco.server.recommend;

import io.reco.server.store.reader.ReaderState;

/**
 * What a new page is to be made for.
 *
 * @param reader > 0, or 0 for an anonymous one
 * @param count 1..100 articles
 * @param nowMs the moment that decides what is published, expired and recent; milliseconds since 1970 UTC
 * @param state what the reader did and was served
 * @param seenSinceMs what the reader did before this moment tells their taste but keeps no article away; 0 in service, where
 *     everything they did counts
 */
public record Ask(int reader, int count, long nowMs, ReaderState state, long seenSinceMs) {

    /** An ask as the service makes it. */
    public Ask(int reader, int count, long nowMs, ReaderState state) {
        this(reader, count, nowMs, state, 0);
    }
}
