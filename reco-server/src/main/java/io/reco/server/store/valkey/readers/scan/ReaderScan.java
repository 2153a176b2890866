package io.reco.server.store.valkey.readers.scan;

import java.util.List;

import it.unimi.dsi.fastutil.longs.LongOpenHashSet;
import it.unimi.dsi.fastutil.longs.LongSet;

import io.reco.server.domain.Actions;
import io.reco.server.domain.reader.Preferences;
import io.reco.server.domain.refusal.Failures;
import io.reco.server.store.Scan;
import io.reco.server.store.format.ReaderFormat;
import io.reco.server.store.log.Positions;
import io.reco.server.store.reader.Retention;
import io.reco.server.store.valkey.layout.Answer;
import io.reco.server.store.valkey.layout.Arguments;
import io.reco.server.store.valkey.layout.Functions;
import io.reco.server.store.valkey.layout.Layout;
import io.reco.server.store.valkey.readers.ReaderValue;
import io.reco.server.store.valkey.shard.Shards;
import io.reco.server.store.valkey.tail.Span;
import io.reco.server.store.valkey.tail.StreamPlace;

/**
 * Goes through all readers as of a place in the log, while the store goes on: what a record has of later facts is taken from it
 * again, by the log.
 */
public final class ReaderScan {

    private static final int AT_ONCE = 500;

    private final Shards shards;
    private final Layout layout;

    public ReaderScan(Shards shards, Layout layout) {
        this.shards = shards;
        this.layout = layout;
    }

    /** Shows every reader of whom something was known at a place. */
    public void each(Positions at, Scan.ReaderTaker shown) {
        for (int partition = 0; partition < layout.partitions(); partition++) {
            new Partition(partition, at.in(partition), shown).scan();
        }
    }

    private final class Partition {

        private final int partition;
        private final Scan.ReaderTaker shown;
        private final LateFacts late = new LateFacts(layout.ids());
        private final Span span;

        /** By key: a cluster may name one twice. */
        private final LongSet done = new LongOpenHashSet();

        Partition(int partition, long at, Scan.ReaderTaker shown) {
            this.partition = partition;
            this.shown = shown;
            this.span = new Span(shards, layout, partition, at);
        }

        void scan() {
            String cursor = "0";
            do {
                Arguments arguments = new Arguments()
                        .add(cursor)
                        .add(layout.readers(partition) + '*')
                        .add(AT_ONCE);
                Answer answer = new Answer(Failures.join(
                        shards.look(Functions.step("scan", List.of(layout.partition(partition)), arguments))));
                show(answer);
                cursor = answer.text(2);
            } while (!cursor.equals("0"));
        }

        private void show(Answer answer) {
            long read = new StreamPlace(answer.number(0), answer.number(1)).position();
            span.readTo(read, late::add);
            int prefix = layout.readers(partition).length();
            for (int i = 3; i < answer.size(); i += 2) {
                String reader = answer.text(i).substring(prefix);
                ReaderValue value = new ReaderValue(answer.bytes(i + 1));
                if (!value.empty() && done.add(layout.ids().ofReader(reader))) {
                    show(reader, value.record(), read);
                }
            }
        }

        private void show(String reader, byte[] record, long read) {
            Actions actions = late.without(reader, ReaderFormat.actions(record), read);
            Preferences stated = late.without(reader, record, read);
            if (actions.size() > 0 || !stated.equals(Preferences.NONE)) {
                shown.take(reader, Retention.limit(actions), stated);
            }
        }
    }
}
