package io.reco.server.store.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.reco.server.store.log.Mark;
import io.reco.server.store.log.Positions;

/** Promises of {@link SnapshotStore}. */
abstract class SnapshotStoreContract {

    protected SnapshotStore store;

    abstract SnapshotStore open();

    @BeforeEach
    void openStore() {
        store = open();
    }

    static Positions at(long position) {
        return Positions.of(new Mark(0, position), new Mark(3, 2 * position));
    }

    Snapshot put(long position, String content) throws IOException {
        return store.put(at(position), out -> out.write(content.getBytes(StandardCharsets.US_ASCII)));
    }

    String content(Snapshot snapshot) throws IOException {
        try (InputStream in = store.read(snapshot)) {
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    @Test
    void whereNoneWasPutNoneIsFound() {
        assertThat(store.newest()).isEmpty();
        assertThat(store.list()).isEmpty();
        assertThat(store.passed()).isEqualTo(Positions.START);
    }

    @Test
    void theNewestIsFoundWithItsPlaceAndContent() throws IOException {
        put(5, "five");
        Snapshot six = put(6, "six");

        assertThat(store.newest()).contains(six);
        assertThat(six.at()).isEqualTo(at(6));
        assertThat(six.bytes()).isEqualTo(3);
        assertThat(content(six)).isEqualTo("six");
    }

    @Test
    void megabytesAreReadBackAsTheyWereWritten() throws IOException {
        byte[] content = new byte[5_000_001];
        new Random(1).nextBytes(content);

        Snapshot snapshot = store.put(at(1), out -> {
            out.write(content[0]);
            out.write(content, 1, content.length - 1);
        });

        ByteArrayOutputStream read = new ByteArrayOutputStream();
        try (InputStream in = store.read(snapshot)) {
            in.transferTo(read);
        }
        assertThat(read.toByteArray()).isEqualTo(content);
    }

    @Test
    void theTwoNewestAreKept() throws IOException {
        put(1, "a");
        Snapshot second = put(2, "b");
        Snapshot third = put(3, "c");

        assertThat(store.list()).containsExactly(third, second);
    }

    @Test
    void whatTwoSnapshotsHavePassedIsPassed() throws IOException {
        put(1, "a");
        assertThat(store.passed()).isEqualTo(Positions.START);
        put(2, "b");
        assertThat(store.passed()).isEqualTo(at(1));
        put(7, "c");
        assertThat(store.passed()).isEqualTo(at(2));
    }

    @Test
    void aSnapshotThatCannotBeWrittenLeavesWhatThereWas() throws IOException {
        Snapshot first = put(1, "a");

        assertThatThrownBy(() -> store.put(at(2), out -> {
                    out.write(1);
                    throw new IOException("no room");
                }))
                .hasMessage("no room");

        assertThat(store.list()).containsExactly(first);
        assertThat(store.passed()).isEqualTo(Positions.START);
    }
}
