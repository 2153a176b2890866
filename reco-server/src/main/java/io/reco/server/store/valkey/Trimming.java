package io.reco.server.store.valkey;

import java.time.Duration;
import java.util.Arrays;

import io.reco.server.domain.refusal.Failures;
import io.reco.server.store.age.Ages;
import io.reco.server.store.log.Positions;
import io.reco.server.store.snapshot.SnapshotStore;
import io.reco.server.store.valkey.counts.ValkeyCounts;
import io.reco.server.store.valkey.layout.Arguments;
import io.reco.server.store.valkey.layout.Functions;
import io.reco.server.store.valkey.layout.Layout;
import io.reco.server.store.valkey.shard.Shards;
import io.reco.server.store.valkey.tail.StreamPlace;

/** Removes the facts that nobody needs any more: old enough, counted, and in the two newest snapshots. */
final class Trimming {

    private final Shards shards;
    private final Layout layout;
    private final Ages ages;
    private final Duration kept;
    private final ValkeyCounts counts;
    private final SnapshotStore snapshots;

    Trimming(Shards shards, Layout layout, Ages ages, Duration kept, ValkeyCounts counts, SnapshotStore snapshots) {
        this.shards = shards;
        this.layout = layout;
        this.ages = ages;
        this.kept = kept;
        this.counts = counts;
        this.snapshots = snapshots;
    }

    /** Removes what is older than facts are kept. */
    void trimOld() {
        long beforeMs = ages.oldBeforeMs(kept);
        if (beforeMs > 0) {
            long[] places = new long[layout.partitions()];
            Arrays.fill(places, new StreamPlace(beforeMs, 0).position());
            trim(Positions.at(places));
        }
    }

    /** Removes what stands up to a place, as far as nobody needs it. */
    void trim(Positions upTo) {
        Positions cut = upTo.least(counts.writtenUpTo()).least(snapshots.passed());
        cut.marks().forEach(mark -> {
            StreamPlace place = StreamPlace.of(mark.position());
            Arguments arguments = new Arguments().add(place.ms()).add(place.sequence());
            Failures.join(shards.write(Functions.step("trim", layout.log(mark.partition()), arguments)));
        });
    }
}
