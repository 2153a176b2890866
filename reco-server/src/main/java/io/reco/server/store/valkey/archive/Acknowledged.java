package io.reco.server.store.valkey.archive;

import java.util.ArrayList;
import java.util.List;

import io.reco.server.domain.refusal.Failures;
import io.reco.server.store.valkey.layout.Answer;
import io.reco.server.store.valkey.layout.Arguments;
import io.reco.server.store.valkey.layout.Functions;
import io.reco.server.store.valkey.layout.Layout;
import io.reco.server.store.valkey.segment.Entry;
import io.reco.server.store.valkey.shard.Shards;
import io.reco.server.store.valkey.tail.Entries;
import io.reco.server.store.valkey.tail.StreamPlace;

/**
 * Reads what is acknowledged. Each answer is of a process that has both ends of what is asked for: one that was cut off, and has
 * facts that nobody else has, lacks the newer end.
 */
final class Acknowledged {

    private static final int ENTRIES = 128;
    private static final int BYTES = 4 << 20;

    private final Shards shards;
    private final Layout layout;

    Acknowledged(Shards shards, Layout layout) {
        this.shards = shards;
        this.layout = layout;
    }

    /**
     * What was found.
     *
     * @param held the position that was asked from; one before, where the log does not hold it, though it was acknowledged once
     * @param entries those that follow it, a few megabytes; none where they cannot be had now
     */
    record Found(long held, List<Entry> entries) {}

    /** Entries of a partition after a position, up to the one with a position that is acknowledged. */
    Found after(int partition, long after, long upTo) {
        List<Entry> entries = new ArrayList<>();
        long at = after;
        for (int bytes = 0; at < upTo && bytes < BYTES; ) {
            Answer answer = ask(partition, at, upTo);
            if (answer.number(1) == 0 || at < place(answer, 2)) {
                return new Found(after, List.of()); // of a process that is behind, or trimmed meanwhile
            }
            List<Entry> next = Entries.of(partition, answer.list(4));
            if (answer.number(0) == 0 || next.isEmpty()) {
                boolean lost = answer.number(0) == 0 && at == after;
                return new Found(lost ? place(answer, 5) : after, List.of());
            }
            for (int i = 0; i < next.size() && at < upTo; i++) {
                Entry entry = next.get(i);
                entries.add(entry);
                bytes += entry.run().length;
                at = entry.last();
            }
        }
        return new Found(after, entries);
    }

    private Answer ask(int partition, long at, long upTo) {
        StreamPlace from = StreamPlace.of(at);
        StreamPlace to = StreamPlace.of(upTo);
        Arguments arguments = new Arguments()
                .add(from.ms())
                .add(from.sequence())
                .add(to.ms())
                .add(to.sequence())
                .add(ENTRIES);
        return new Answer(Failures.join(shards.look(Functions.step("between", layout.log(partition), arguments))));
    }

    private static long place(Answer answer, int at) {
        return new StreamPlace(answer.number(at), answer.number(at + 1)).position();
    }
}
