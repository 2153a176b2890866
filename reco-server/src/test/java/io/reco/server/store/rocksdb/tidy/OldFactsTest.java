package io.reco.server.store.rocksdb.tidy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.reco.server.MovableClock;
import io.reco.server.domain.Event;
import io.reco.server.domain.EventType;
import io.reco.server.store.Store;
import io.reco.server.store.StoreSettings;
import io.reco.server.store.age.Ages;
import io.reco.server.store.rocksdb.RocksStore;
import io.reco.server.store.rocksdb.db.Database;
import io.reco.server.store.rocksdb.log.LogEnds;
import io.reco.server.store.rocksdb.log.RocksFactLog;
import io.reco.server.store.rocksdb.log.StoredLog;

/** A fact goes only when it is old, counted and in two snapshots. Ten facts here, one a day, in runs of one. */
class OldFactsTest {

    private static final long T0 = 1_760_000_000_000L;
    private static final int FACTS = 10;
    private static final Duration DAY = Duration.ofDays(1);

    @TempDir
    Path data;

    private final MovableClock clock = new MovableClock(Instant.ofEpochMilli(T0));
    private Database database;
    private LogEnds ends;

    @BeforeEach
    void fill() {
        try (Store store =
                RocksStore.open(Database.open(data), StoreSettings.DEFAULTS, clock, () -> clock.millis() * 1_000_000)) {
            for (int i = 0; i < FACTS; i++) {
                // What happened long ago is as new as the moment it was accepted at.
                Event view = new Event("e" + i, "1", "10", EventType.VIEW, 700_000_000_000L + i * 1_000L, 0);
                store.facts().append(List.of(view)).join();
                clock.move(DAY);
            }
        }
        database = Database.open(data);
        ends = new LogEnds(new StoredLog(database));
        clock.move(DAY.negated());
    }

    @AfterEach
    void close() {
        database.close();
    }

    /** Removes all that may go; how many facts are gone then. */
    private long removed(int keptDays, long counted, long inSnapshots) {
        Ages ages = Ages.start(clock, clock.millis(), () -> 0);
        OldFacts facts = new OldFacts(
                new StoredLog(database),
                ends,
                ages,
                Duration.ofDays(keptDays),
                () -> RocksFactLog.place(counted),
                () -> RocksFactLog.place(inSnapshots));
        while (facts.remove()) {
            // until none goes
        }
        assertThat(new LogEnds(new StoredLog(database)).oldest()).isEqualTo(ends.oldest());
        return ends.oldest();
    }

    @Test
    void whatIsOldCountedAndInTwoSnapshotsGoes() {
        // The newest is of now, the one before of a day ago.
        assertThat(removed(5, FACTS, FACTS)).isEqualTo(FACTS - 6);
        assertThat(new LogEnds(new StoredLog(database)).newest()).isEqualTo(FACTS);
    }

    @Test
    void whatIsNotOldStaysThoughItIsCountedAndInTwoSnapshots() {
        assertThat(removed(FACTS, FACTS, FACTS)).isZero();
    }

    @Test
    void whatIsNotCountedStaysThoughItIsOldAndInTwoSnapshots() {
        assertThat(removed(0, 3, FACTS)).isEqualTo(3);
        assertThat(removed(0, 0, FACTS)).isEqualTo(3);
    }

    @Test
    void whatIsNotInTwoSnapshotsStaysThoughItIsOldAndCounted() {
        assertThat(removed(0, FACTS, 0)).isZero();
        assertThat(removed(0, FACTS, 4)).isEqualTo(4);
    }

    @Test
    void allCanGoAndTheLogEndsWhereItEnded() {
        clock.move(DAY);

        assertThat(removed(0, FACTS, FACTS)).isEqualTo(FACTS);
        LogEnds again = new LogEnds(new StoredLog(database));
        assertThat(again.newest()).isEqualTo(FACTS);
        assertThat(again.oldest()).isEqualTo(FACTS);
        assertThat(again.acceptedMs()).isEqualTo(T0 + (FACTS - 1) * DAY.toMillis());
    }
}
