package io.reco.server.learn.snapshot;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.Optional;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.reco.server.domain.IdKeys;
import io.reco.server.domain.refusal.OutOfMemory;
import io.reco.server.learn.snapshot.stored.SnapshotHead;
import io.reco.server.model.settings.LearningSettings;
import io.reco.server.model.snapshot.ColumnReader;
import io.reco.server.model.snapshot.ColumnWriter;
import io.reco.server.model.snapshot.SnapshotException;
import io.reco.server.store.log.FactLog;
import io.reco.server.store.log.Positions;
import io.reco.server.store.snapshot.Snapshot;
import io.reco.server.store.snapshot.SnapshotStore;

/** Snapshots of what was learned under some settings from one store: written, and found again. */
public final class Snapshots {

    private static final Logger log = LoggerFactory.getLogger(Snapshots.class);

    /** Grows whenever values in a snapshot mean something else than before. */
    private static final int FORMAT = 2;

    /** No article's: what its key is says which store it is. */
    private static final String NO_ID = "snapshot";

    private final SnapshotStore store;
    private final SnapshotHead head;
    private final Clock clock;
    private volatile SnapshotStatus status = SnapshotStatus.NONE;

    /**
     * Of these settings and this store.
     *
     * @param ids of the store
     */
    public Snapshots(SnapshotStore store, IdKeys ids, LearningSettings settings, Clock clock) {
        this.store = store;
        this.clock = clock;
        this.head = SnapshotHead.newBuilder()
                .setFormat(FORMAT)
                .setSettings(settings.fingerprint())
                .setStore(ids.of(NO_ID))
                .buildPartial();
    }

    /** Of the newest one that was restored, written or {@link #look looked at}; {@link SnapshotStatus#NONE} before. */
    public SnapshotStatus status() {
        return status;
    }

    /**
     * Hands over the newest snapshot that is good, fits, and from which the log can be followed; when it turns out to be of
     * another form, the next one. Of each that is passed over it logs why.
     *
     * @param upTo it is of this place in the log, or before it
     * @param taker throws {@link SnapshotException} when it cannot use it
     */
    public Optional<SnapshotStatus> restore(FactLog facts, Positions upTo, Taker taker) {
        Positions oldest = facts.reachable();
        for (Snapshot snapshot : store.list()) {
            try {
                if (restore(snapshot, oldest, upTo, taker)) {
                    return Optional.of(status);
                }
            } catch (IOException | RuntimeException e) {
                OutOfMemory.report(e); // threads that read beside this one tell it by their failure
                log.warn("snapshot passed over name={} because={}", snapshot.name(), e.toString());
            }
        }
        return Optional.empty();
    }

    private boolean restore(Snapshot snapshot, Positions oldest, Positions upTo, Taker taker) throws IOException {
        boolean followed = snapshot.at().reached(oldest) && upTo.reached(snapshot.at());
        if (!followed) {
            log.info(
                    "snapshot passed over name={} position={} log={}..{}",
                    snapshot.name(),
                    snapshot.at(),
                    oldest,
                    upTo);
            return false;
        }
        if (!store.good(snapshot)) {
            return false; // the store has said why
        }
        try (InputStream in = store.read(snapshot);
                InputStream again = store.read(snapshot)) {
            SnapshotHead found = SnapshotHead.parseDelimitedFrom(in);
            if (found == null || !fits(found)) {
                log.info("snapshot passed over name={} because=of other settings or another store", snapshot.name());
                return false;
            }
            // Its columns stand behind the head there, too.
            if (!found.equals(SnapshotHead.parseDelimitedFrom(again))) {
                throw new IOException("it changed while it was read");
            }
            taker.restore(new ChunkReader(in), ChunkReader.skipping(again));
            status = new SnapshotStatus(snapshot.at(), found.getMadeMs(), snapshot.bytes(), 0, 0);
            return true;
        }
    }

    private boolean fits(SnapshotHead found) {
        return found.toBuilder().clearMadeMs().build().equals(head);
    }

    /** Makes the status that of the newest one which another process wrote, if there is one; reads its head alone. */
    void look() {
        for (Snapshot snapshot : store.list()) {
            try (InputStream in = store.read(snapshot)) {
                SnapshotHead found = SnapshotHead.parseDelimitedFrom(in);
                if (found != null && fits(found)) {
                    if (found.getMadeMs() > status.madeMs()) {
                        status = new SnapshotStatus(snapshot.at(), found.getMadeMs(), snapshot.bytes(), 0, 0);
                    }
                    return;
                }
            } catch (IOException e) {
                log.debug("snapshot not looked at name={}", snapshot.name(), e);
            }
        }
    }

    /** Takes over what a snapshot holds. */
    @FunctionalInterface
    public interface Taker {

        /**
         * Takes it over.
         *
         * @param facts what facts change, from the first part on
         * @param learned what was learned from that, behind it; for another thread
         */
        void restore(ColumnReader facts, ColumnReader learned);
    }

    /** Tells a snapshot what it is to hold, part by part. */
    @FunctionalInterface
    public interface Content {
        void save(ColumnWriter out);
    }

    /** What was put. */
    @FunctionalInterface
    interface Measured {

        /** Says for how long facts waited meanwhile, milliseconds. */
        long pausedMs();
    }

    /** Whether no snapshot that counts is of before a place in the log. */
    boolean passed(Positions at) {
        return store.passed().reached(at);
    }

    /** Keeps a snapshot of what is known at a place in the log. */
    void put(Positions at, Content content, Measured measured) throws IOException {
        long begin = System.nanoTime();
        long madeMs = clock.millis();
        try {
            Snapshot snapshot = store.put(at, out -> write(out, madeMs, content));
            long tookMs = (System.nanoTime() - begin) / 1_000_000;
            status = new SnapshotStatus(at, madeMs, snapshot.bytes(), tookMs, measured.pausedMs());
        } catch (UncheckedIOException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private void write(OutputStream out, long madeMs, Content content) throws IOException {
        head.toBuilder().setMadeMs(madeMs).build().writeDelimitedTo(out);
        content.save(new ChunkWriter(out));
    }
}
