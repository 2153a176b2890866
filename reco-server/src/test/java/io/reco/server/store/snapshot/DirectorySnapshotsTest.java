package io.reco.server.store.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.reco.server.MovableClock;
import io.reco.server.store.log.Positions;

final class DirectorySnapshotsTest extends SnapshotStoreContract {

    @TempDir
    Path parent;

    private final MovableClock clock = new MovableClock(Instant.parse("2026-03-01T12:00:00Z"));

    private Path directory() {
        return parent.resolve("a/snapshots");
    }

    @Override
    SnapshotStore open() {
        return SnapshotStore.inDirectory(directory(), clock);
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(directory())) {
            return files.toList();
        }
    }

    private Path file(Snapshot snapshot) {
        return directory().resolve(snapshot.name());
    }

    @Test
    void snapshotsOutliveTheProcess() throws IOException {
        Snapshot first = put(1, "a");
        Snapshot second = put(2, "b");

        SnapshotStore later = open();

        assertThat(later.list()).containsExactly(second, first);
        assertThat(later.newest()).contains(second);
    }

    @Test
    void aStrayFileWithANameOfNoMomentStopsNoSnapshot() throws IOException {
        Snapshot first = put(1, "a");
        for (String moment : List.of("9999999999999999999", "9223372036854775807")) {
            Files.writeString(directory().resolve(moment + "-ffffffff.snapshot"), "junk");
        }

        Snapshot second = put(2, "b");

        assertThat(store.list()).containsExactly(second, first);
    }

    @Test
    void whatThisProcessDidNotReadIsNotPassed() throws IOException {
        put(1, "a");
        put(2, "b");
        store = open();

        assertThat(store.newest()).isPresent();
        assertThat(store.passed()).isEqualTo(Positions.START);
        put(3, "c");
        assertThat(store.passed()).isEqualTo(at(2));
    }

    @Test
    void whateverByteIsDamagedTheSnapshotIsPassedOver() throws IOException {
        Snapshot first = put(1, "a");
        Snapshot second = put(2, "some content");
        byte[] whole = Files.readAllBytes(file(second));

        for (int place = 0; place < whole.length; place++) {
            byte[] damaged = whole.clone();
            damaged[place] ^= 0x10;
            Files.write(file(second), damaged);
            assertThat(store.newest()).as("byte %d", place).contains(first);
        }
        for (int length = 0; length < whole.length; length++) {
            Files.write(file(second), Arrays.copyOf(whole, length));
            assertThat(store.newest()).as("%d bytes", length).contains(first);
        }
        assertThat(store.passed()).isEqualTo(Positions.START);
        Files.write(file(second), whole);
        assertThat(store.newest()).contains(second);
    }

    @Test
    void aDamagedSnapshotMakesNoGoodOneGo() throws IOException {
        Snapshot first = put(1, "a");
        Snapshot second = put(2, "b");
        Files.write(file(second), new byte[40]);
        store = open();

        assertThat(store.newest()).contains(first);
        Snapshot third = put(3, "c");
        assertThat(store.list()).extracting(Snapshot::name).contains(first.name(), third.name());
        assertThat(store.passed()).isEqualTo(at(1));
        Snapshot fourth = put(4, "d");
        assertThat(store.list()).containsExactly(fourth, third);
    }

    @Test
    void whatWasWrittenByHalfIsNoSnapshotAndGoes() throws IOException {
        put(1, "a");
        Path half = Files.createFile(directory().resolve("0000001760000000000-0badcafe.snapshot.unfinished"));

        assertThat(store.list()).hasSize(1);
        Files.setLastModifiedTime(half, FileTime.from(clock.instant()));
        put(2, "b");
        assertThat(half).exists(); // another process may be writing it
        clock.move(Duration.ofDays(2));
        put(3, "c");
        assertThat(half).doesNotExist();
        assertThat(files()).hasSize(2);
    }

    @Test
    void theNewestIsTheOneThatCameLastWhateverTheClockSays() throws IOException {
        put(1, "a");
        clock.move(Duration.ofDays(-3));
        Snapshot second = put(2, "b");

        assertThat(store.newest()).contains(second);
    }

    @Test
    void aDirectoryThatCannotBeMadeIsTold() throws IOException {
        Files.createFile(parent.resolve("a"));

        assertThatThrownBy(() -> put(1, "a")).isInstanceOf(IOException.class);
    }
}
