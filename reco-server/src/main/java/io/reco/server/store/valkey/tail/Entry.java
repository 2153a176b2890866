package io.reco.server.store.valkey.tail;

import java.util.function.Consumer;

import io.reco.server.domain.Fact;
import io.reco.server.store.format.FactFormat;
import io.reco.server.store.log.Mark;
import io.reco.server.store.valkey.layout.Answer;

/**
 * Facts that were appended to one partition at once.
 *
 * @param last the position of the last of them
 * @param size how many they are
 * @param facts how many the partition had with them
 * @param run the facts as they are stored
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares entries
record Entry(int partition, long last, int size, long facts, byte[] run) {

    static Entry of(int partition, Answer entry) {
        Answer fields = entry.list(1);
        return new Entry(
                partition,
                StreamPlace.named(entry.text(0)).position(),
                Math.toIntExact(fields.number(3)),
                fields.number(5),
                fields.bytes(1));
    }

    Mark end() {
        return new Mark(partition, last);
    }

    /** How many of them are behind whoever has read up to a position. */
    int read(long at) {
        return (int) Math.max(0, Math.min(size, at - (last - size)));
    }

    /** When they were accepted, milliseconds since 1970 UTC. */
    long acceptedMs() {
        return FactFormat.acceptedMs(run);
    }

    /** Shows facts after a position; how many there were. */
    int walk(long at, int most, Consumer<? super Fact> each) {
        return FactFormat.walk(run, read(at), most, each);
    }
}
