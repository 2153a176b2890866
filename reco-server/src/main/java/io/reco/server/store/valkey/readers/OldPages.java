package io.reco.server.store.valkey.readers;

import java.time.Duration;
import java.util.List;

import io.reco.server.domain.refusal.Failures;
import io.reco.server.store.age.Ages;
import io.reco.server.store.reader.ReaderStore;
import io.reco.server.store.valkey.layout.Answer;
import io.reco.server.store.valkey.layout.Arguments;
import io.reco.server.store.valkey.layout.Functions;
import io.reco.server.store.valkey.layout.Layout;
import io.reco.server.store.valkey.shard.Shards;

/**
 * Goes through all readers, once a day and some at a time, for those whose pages are all too old: of one who comes they go when
 * the record is read, but not everybody comes. For one thread.
 */
public final class OldPages {

    private static final int AT_ONCE = 1_000;
    private static final Duration ROUND = Duration.ofDays(1);

    private final Shards shards;
    private final Layout layout;
    private final Rewriting rewriting;
    private final Ages ages;
    private int partition;
    private String cursor = "0";

    /** What would have been old when this round began. */
    private long roundMs = Long.MIN_VALUE;

    OldPages(Shards shards, Layout layout, Rewriting rewriting, Ages ages) {
        this.shards = shards;
        this.layout = layout;
        this.rewriting = rewriting;
        this.ages = ages;
        this.partition = layout.partitions();
    }

    /** Looks at some, when it is time to. */
    public void removeSome() {
        long nowMs = ages.oldBeforeMs(Duration.ZERO);
        if (nowMs == Long.MIN_VALUE) {
            return; // the clock is in doubt
        }
        if (partition == layout.partitions()) {
            if (roundMs > nowMs - ROUND.toMillis()) {
                return;
            }
            roundMs = nowMs;
            partition = 0;
        }
        removeSome(nowMs - ReaderStore.PAGE_AGE_MAX.toMillis());
    }

    private void removeSome(long beforeMs) {
        Arguments arguments = new Arguments()
                .add(cursor)
                .add(layout.readers(partition) + '*')
                .add(AT_ONCE)
                // All of that day is to be before.
                .add(ReaderValue.day(beforeMs - Duration.ofDays(1).toMillis()));
        Answer answer = new Answer(Failures.join(
                shards.look(Functions.step("old_pages", List.of(layout.partition(partition)), arguments))));
        for (int i = 1; i < answer.size(); i += 2) {
            String reader = answer.text(i).substring(layout.readers(partition).length());
            rewriting.rewrite(reader, new ReaderValue(answer.bytes(i + 1)));
        }
        cursor = answer.text(0);
        if (cursor.equals("0")) {
            partition++;
        }
    }
}
