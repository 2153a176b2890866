package io.reco.server.store;

import java.util.List;

import io.reco.server.domain.EventType;
import io.reco.server.domain.Page;

/**
 * What a reader did and was served. The three arrays run in parallel, newest accepted first; never change them. At most one
 * entry an article and type in a compacted state, more until then. Exposures are not among them.
 *
 * @param articles what they acted on
 * @param types what they did, as {@link EventType#code}
 * @param timesMs when, milliseconds since 1970 UTC, to the second
 * @param pages newest first, at most {@link ReaderStore#PAGES_MAX}
 */
@SuppressWarnings("ArrayRecordComponent") // hot path: primitives, and nobody compares states
public record ReaderState(int[] articles, byte[] types, long[] timesMs, List<Page> pages) {

    /** Of somebody nobody knows. */
    public static final ReaderState EMPTY = new ReaderState(new int[0], new byte[0], new long[0], List.of());
}
