package io.reco.server.store.rocksdb;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

import io.reco.server.domain.Event;
import io.reco.server.domain.EventType;
import io.reco.server.domain.Fact;
import io.reco.server.store.FactLog.Appended;
import io.reco.server.store.stored.StoredFacts;

/**
 * One append on its way to the disk.
 *
 * @param acceptedMs when it arrived, milliseconds since 1970 UTC
 * @param appended completed when it is durable, or refused
 */
record Call(List<Entry> entries, long acceptedMs, CompletableFuture<Appended> appended) {

    /**
     * One fact. What can be encoded without knowing the store is: of an event everything, of others nothing.
     *
     * @param run the fact as a run of one
     * @param action the reader's record of it, null for events that leave none
     */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares entries
    record Entry(Fact fact, byte[] idKey, byte[] run, byte @Nullable [] action) {}

    private static final byte[] NOTHING = {};

    static Call of(List<? extends Fact> facts, long acceptedMs) {
        List<Entry> entries = new ArrayList<>(facts.size());
        for (Fact fact : facts) {
            entries.add(
                    fact instanceof Event event ? entry(event, acceptedMs) : new Entry(fact, NOTHING, NOTHING, null));
        }
        return new Call(entries, acceptedMs, new CompletableFuture<>());
    }

    private static Entry entry(Event event, long acceptedMs) {
        byte[] run = StoredFacts.newBuilder()
                .addFacts(FactFormat.event(event, acceptedMs))
                .build()
                .toByteArray();
        byte[] action = event.type() == EventType.EXPOSE ? null : ReaderFormat.record(event);
        return new Entry(event, Keys.ofText(event.id()), run, action);
    }
}
