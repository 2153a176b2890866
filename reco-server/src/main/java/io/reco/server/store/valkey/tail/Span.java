package io.reco.server.store.valkey.tail;

import io.reco.server.domain.refusal.Failures;
import io.reco.server.store.log.FactsGoneException;
import io.reco.server.store.log.LogRewoundException;
import io.reco.server.store.log.Mark;
import io.reco.server.store.log.Positions;
import io.reco.server.store.valkey.layout.Answer;
import io.reco.server.store.valkey.layout.Arguments;
import io.reco.server.store.valkey.layout.Functions;
import io.reco.server.store.valkey.layout.Layout;
import io.reco.server.store.valkey.segment.Entry;
import io.reco.server.store.valkey.shard.Shards;

/** The facts of one partition after a place. For one thread. */
public final class Span {

    private static final int ENTRIES = 256;

    private final Shards shards;
    private final Layout layout;
    private final int partition;
    private long at;

    public Span(Shards shards, Layout layout, int partition, long after) {
        this.shards = shards;
        this.layout = layout;
        this.partition = partition;
        this.at = after;
    }

    /** Shows those that were not shown yet, at least up to a position. */
    public void readTo(long position, ValkeyTail.Placed each) {
        while (at < position) {
            StreamPlace place = StreamPlace.of(at);
            Arguments arguments =
                    new Arguments().add(place.ms()).add(place.sequence()).add(ENTRIES);
            Answer answer =
                    new Answer(Failures.join(shards.look(Functions.step("tail", layout.log(partition), arguments))));
            if (answer.number(0) == 0) {
                throw new LogRewoundException(Positions.of(mark()), Positions.START);
            }
            if (at < new StreamPlace(answer.number(3), answer.number(4)).position()) {
                throw new FactsGoneException(Positions.of(mark()), Positions.START);
            }
            show(answer.list(5), each);
        }
    }

    private void show(Answer entries, ValkeyTail.Placed each) {
        for (Entry entry : Entries.of(partition, entries)) {
            long[] next = {entry.last() - entry.size() + entry.read(at)};
            long acceptedMs = entry.acceptedMs();
            var unused =
                    entry.walk(at, entry.size(), fact -> each.take(fact, new Mark(partition, ++next[0]), acceptedMs));
            at = entry.last();
        }
    }

    private Mark mark() {
        return new Mark(partition, at);
    }
}
