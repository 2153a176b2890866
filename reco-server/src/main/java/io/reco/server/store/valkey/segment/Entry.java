package io.reco.server.store.valkey.segment;

import java.util.function.Consumer;

import io.reco.server.domain.Fact;
import io.reco.server.store.format.FactFormat;
import io.reco.server.store.log.Mark;

/**
 * Facts that were appended to one partition at once.
 *
 * @param last the position of the last of them
 * @param size how many they are
 * @param facts how many the partition had with them
 * @param run the facts as they are stored
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares entries
public record Entry(int partition, long last, int size, long facts, byte[] run) {

    public Mark end() {
        return new Mark(partition, last);
    }

    /** How many of them are behind whoever has read up to a position. */
    public int read(long at) {
        return (int) Math.max(0, Math.min(size, at - (last - size)));
    }

    /** How many facts the partition had at a position that is not after the last of them. */
    public long factsAt(long at) {
        return facts - size + read(at);
    }

    /** When they were accepted, milliseconds since 1970 UTC. */
    public long acceptedMs() {
        return FactFormat.acceptedMs(run);
    }

    /** Shows facts after a position; how many there were. */
    public int walk(long at, int most, Consumer<? super Fact> each) {
        return FactFormat.walk(run, read(at), most, each);
    }
}
