package io.reco.server.store.valkey.archive;

import java.time.Duration;
import java.util.List;

import io.reco.server.store.valkey.segment.Entry;
import io.reco.server.store.valkey.tail.StreamPlace;

/**
 * A time that one file is of: a file goes as a whole, once all of it is old enough, so that none of it stays for much longer than
 * it should.
 */
final class Window {

    /** Below {@link io.reco.server.store.life.ReaderLives#PURGE_MAX}. */
    private static final long MS = Duration.ofHours(6).toMillis();

    private Window() {}

    /** The number of the one that a position is in. */
    static long of(long position) {
        return StreamPlace.of(position).ms() / MS;
    }

    /** Those of the first one's. */
    static List<Entry> firstOf(List<Entry> entries) {
        long first = of(entries.get(0).last());
        return entries.stream().takeWhile(entry -> of(entry.last()) == first).toList();
    }
}
