package io.reco.server.store.valkey.readers;

import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import it.unimi.dsi.fastutil.longs.Long2LongMap;

import io.reco.server.store.age.Ages;
import io.reco.server.store.format.ReaderFormat;
import io.reco.server.store.log.FactLog;
import io.reco.server.store.reader.ReaderState;
import io.reco.server.store.reader.ReaderStore;
import io.reco.server.store.reader.Retention;
import io.reco.server.store.valkey.layout.Arguments;
import io.reco.server.store.valkey.layout.Functions;
import io.reco.server.store.valkey.layout.Layout;
import io.reco.server.store.valkey.shard.Shards;

/** Rewrites records that hold much that does not count any more, whenever one is read. */
final class Rewriting {

    private static final int ACTIONS_SLACK = 500;
    private static final int PAGES_SLACK = 14;
    private static final int SHOWINGS_SLACK = 60;
    private static final int IDS_SLACK = 20;
    private static final int ID_BYTES = 14;

    /** Rewritten at the same time; others wait until they are read again. */
    private static final int AT_ONCE = 64;

    private final Shards shards;
    private final Layout layout;
    private final Clock clock;
    private final Ages ages;
    private final Set<String> underWay = ConcurrentHashMap.newKeySet();

    Rewriting(Shards shards, Layout layout, Clock clock, Ages ages) {
        this.shards = shards;
        this.layout = layout;
        this.clock = clock;
        this.ages = ages;
    }

    /** Looks at a record that was read, and has it rewritten if it should be. */
    void look(String reader, ReaderValue value, ReaderFormat.Held held) {
        if (worth(value, held) && underWay.size() < AT_ONCE && underWay.add(reader)) {
            rewrite(reader, value, held);
        }
    }

    /** Has a record rewritten. */
    void rewrite(String reader, ReaderValue value) {
        rewrite(reader, value, value.held());
    }

    private void rewrite(String reader, ReaderValue value, ReaderFormat.Held held) {
        ReaderState kept = kept(held);
        Arguments arguments = new Arguments()
                .add(value.version())
                .add(rewritten(value, kept, held.acceptedMs()))
                .add(kept.pages().isEmpty() ? 0 : 1);
        var unused = shards.write(Functions.step("rewrite", List.of(layout.reader(reader)), arguments))
                .whenComplete((done, failure) -> underWay.remove(reader));
    }

    private boolean worth(ReaderValue value, ReaderFormat.Held held) {
        if (held.showings() > SHOWINGS_SLACK || held.statements() > 1) {
            return true;
        }
        ReaderState kept = kept(held);
        int pages = held.state().pages().size() - kept.pages().size();
        boolean expired = pages > 0 && Retention.anyBefore(held.state().pages(), pagesBeforeMs());
        int actions = held.state().actions().size() - kept.actions().size();
        return expired || pages > PAGES_SLACK || actions > ACTIONS_SLACK || forgottenIds(value) > IDS_SLACK;
    }

    private long pagesBeforeMs() {
        return ages.oldBeforeMs(ReaderStore.PAGE_AGE_MAX);
    }

    private ReaderState kept(ReaderFormat.Held held) {
        return Retention.limit(held.state(), pagesBeforeMs());
    }

    private long idsBeforeMs() {
        return ages.oldBeforeMs(FactLog.EVENT_ID_WINDOW.plus(Duration.ofHours(1)));
    }

    private int forgottenIds(ReaderValue value) {
        if (value.bytes().length < IDS_SLACK * ID_BYTES) {
            return 0;
        }
        long beforeMs = idsBeforeMs();
        int forgotten = 0;
        for (long sentMs : EventIds.of(value.record(), clock.millis()).values()) {
            forgotten += sentMs < beforeMs ? 1 : 0;
        }
        return forgotten;
    }

    private byte[] rewritten(ReaderValue value, ReaderState kept, long acceptedMs) {
        Long2LongMap sentMs = EventIds.of(value.record(), clock.millis());
        byte[] state = ReaderFormat.record(kept, acceptedMs);
        byte[] ids = EventIds.record(sentMs, idsBeforeMs());
        byte[] all = Arrays.copyOf(state, state.length + ids.length);
        System.arraycopy(ids, 0, all, state.length, ids.length);
        return all;
    }
}
