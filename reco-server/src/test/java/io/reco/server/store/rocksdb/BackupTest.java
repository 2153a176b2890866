package io.reco.server.store.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.reco.server.domain.Event;
import io.reco.server.domain.EventType;
import io.reco.server.domain.refusal.Refusal;
import io.reco.server.store.Backup;
import io.reco.server.store.Store;
import io.reco.server.store.log.Positions;

/** A copy of a store that goes on. */
class BackupTest {

    private static final int BATCH = 50;
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);

    @TempDir
    Path folder;

    @Test
    void madeWhileEventsComeInItHoldsExactlyWhatTheLogHadAtItsMark() throws IOException {
        AtomicBoolean enough = new AtomicBoolean();
        Positions mark;
        try (Store store = RocksStore.open(folder.resolve("store"), CLOCK)) {
            CompletableFuture<Integer> writing = CompletableFuture.supplyAsync(() -> write(store, enough));
            Awaitility.await().until(() -> store.facts().newest().sum() > 20 * BATCH);
            try (Backup backup = store.backup()) {
                mark = backup.newest();
                Positions then = store.facts().newest();
                Awaitility.await().until(() -> store.facts().newest().sum() > then.sum() + 20 * BATCH);
                enough.set(true);
                copy(backup, folder.resolve("restored"));
            }
            assertThat((long) writing.join()).isGreaterThan(mark.sum());
        }

        try (Store restored = RocksStore.open(folder.resolve("restored"), CLOCK)) {
            assertThat(restored.facts().newest()).isEqualTo(mark);
            assertThat(restored.counts().get(List.of("a")).join().get(0).of(EventType.VIEW))
                    .isEqualTo(mark.sum());
        }
    }

    /** Views of one article, by readers in turn, until it is enough; returns how many. */
    private static int write(Store store, AtomicBoolean enough) {
        int count = 0;
        while (!enough.get()) {
            int from = count;
            List<Event> events = IntStream.range(from, from + BATCH)
                    .mapToObj(i -> new Event("e" + i, "r" + i % 100, "a", EventType.VIEW, NOW.toEpochMilli(), 0))
                    .toList();
            store.facts().append(events).join();
            count += BATCH;
        }
        return count;
    }

    @Test
    void thereIsOneAtATimeAndItsRoomIsFreedAtItsEnd() throws IOException {
        Path place = folder.resolve("store/backup-in-progress");
        try (Store store = RocksStore.open(folder.resolve("store"), CLOCK)) {
            try (Backup backup = store.backup()) {
                assertThat(place).isDirectory();
                assertThatThrownBy(store::backup)
                        .isInstanceOf(Refusal.class)
                        .hasMessage("backup: one is being made (expected: one at a time)");
                assertThat(backup.files()).contains("CURRENT").noneMatch(file -> file.startsWith("LOG"));
            }
            assertThat(place).doesNotExist();
            store.backup().close();
        }
    }

    @Test
    void whatAnEndOfTheProcessLeftGoesAtTheNextOpening() throws IOException {
        Path left = Files.createDirectories(folder.resolve("store/backup-in-progress"));
        Files.writeString(left.resolve("000001.sst"), "of another time");

        RocksStore.open(folder.resolve("store"), CLOCK).close();

        assertThat(left).doesNotExist();
    }

    private static void copy(Backup backup, Path into) throws IOException {
        Files.createDirectories(into);
        for (String file : backup.files()) {
            try (InputStream bytes = backup.open(file)) {
                Files.copy(bytes, into.resolve(file));
            }
        }
    }
}
