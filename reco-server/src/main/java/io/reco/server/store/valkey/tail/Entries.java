package io.reco.server.store.valkey.tail;

import java.util.ArrayList;
import java.util.List;

import io.reco.server.store.valkey.layout.Answer;
import io.reco.server.store.valkey.segment.Entry;

/** Entries as the cluster answers them. */
public final class Entries {

    private Entries() {}

    /** Of a partition, in their order. */
    public static List<Entry> of(int partition, Answer entries) {
        List<Entry> all = new ArrayList<>(entries.size());
        for (int i = 0; i < entries.size(); i++) {
            all.add(one(partition, entries.list(i)));
        }
        return all;
    }

    private static Entry one(int partition, Answer entry) {
        Answer fields = entry.list(1);
        return new Entry(
                partition,
                StreamPlace.named(entry.text(0)).position(),
                Math.toIntExact(fields.number(3)),
                fields.number(5),
                fields.bytes(1));
    }
}
