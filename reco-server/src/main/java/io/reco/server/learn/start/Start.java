package io.reco.server.learn.start;

import java.time.Clock;
import java.util.Optional;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.reco.server.learn.follow.Follower.Beginning;
import io.reco.server.learn.follow.Follower.Begun;
import io.reco.server.learn.follow.ModelWriter;
import io.reco.server.learn.snapshot.SnapshotStatus;
import io.reco.server.learn.snapshot.Snapshots;
import io.reco.server.model.settings.HeapBudget;
import io.reco.server.store.Store;
import io.reco.server.store.log.Positions;

/**
 * A start: from the newest good snapshot; without one from the whole log; and where the log does not begin at its beginning any
 * more from what the store keeps, see {@link Rebuild}. What the log holds beyond that is followed in any case.
 */
public final class Start implements Beginning {

    private static final Logger log = LoggerFactory.getLogger(Start.class);

    private final Store store;
    private final Snapshots snapshots;
    private final Clock clock;

    public Start(Store store, Snapshots snapshots, Clock clock) {
        this.store = store;
        this.snapshots = snapshots;
        this.clock = clock;
    }

    @Override
    public Begun begin(ModelWriter writer) {
        return begin(writer, store.facts().newest(), false);
    }

    @Override
    public Begun again(ModelWriter writer, Positions upTo) {
        return begin(writer, upTo, true);
    }

    private Begun begin(ModelWriter writer, Positions upTo, boolean again) {
        long begin = System.nanoTime();
        Optional<SnapshotStatus> restored = snapshots.restore(store.facts(), upTo, writer::restore);
        Positions at = restored.map(SnapshotStatus::at).orElse(Positions.START);
        String from = "snapshot";
        if (restored.isEmpty() && again) {
            writer.forget();
        }
        if (restored.isEmpty()) {
            from = "log";
            if (!store.facts().reachable().equals(Positions.START)) {
                from = "store";
                at = new Rebuild(store, HeapBudget.ofProcess()).rebuild(writer);
            }
        }
        log.info(
                "models begin from={} position={} newest={} snapshot_age_s={} ms={}",
                from,
                at,
                store.facts().newest(),
                restored.map(one -> (clock.millis() - one.madeMs()) / 1_000).orElse(0L),
                (System.nanoTime() - begin) / 1_000_000);
        return new Begun(store.facts().tail(at), restored.isPresent());
    }
}
