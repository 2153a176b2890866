package io.reco.server.store.rocksdb;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.reco.server.domain.Event;
import io.reco.server.domain.EventType;
import io.reco.server.domain.Fact;
import io.reco.server.domain.refusal.Refusal;
import io.reco.server.store.count.Counts;
import io.reco.server.store.rocksdb.db.Database;
import io.reco.server.store.rocksdb.db.FileCheck;
import io.reco.server.store.rocksdb.files.Fault;
import io.reco.server.store.rocksdb.log.StoredLog;
import io.reco.server.store.snapshot.Snapshot;
import io.reco.server.store.snapshot.SnapshotStore;
import io.reco.server.store.trouble.Trouble;

/**
 * Reads all of a store that is not open, and changes nothing: first its files, by their checksums; when they are whole what is
 * in them, each record, and whether the log goes on without a gap and the counts are what it says.
 */
public final class Verification {

    /**
     * What was found.
     *
     * @param wrong what a start would refuse, or calls would meet
     * @param unsure what nobody could find out
     * @param told what was read, and what is no fault
     */
    public record Findings(List<String> wrong, List<String> unsure, List<String> told) {
        public Findings {
            wrong = List.copyOf(wrong);
            unsure = List.copyOf(unsure);
            told = List.copyOf(told);
        }
    }

    private final Path directory;
    private final List<String> wrong = new ArrayList<>();
    private final List<String> unsure = new ArrayList<>();
    private final List<String> told = new ArrayList<>();
    private final Map<String, Counts> counted = new HashMap<>();
    private final Map<String, Long> successors = new HashMap<>();
    private long facts;

    private Verification(Path directory) {
        this.directory = directory;
    }

    /**
     * Reads it.
     *
     * @param snapshots where they are; empty for the store's own place
     * @throws io.reco.server.store.StoreException when a process has the store open
     */
    public static Findings run(Path directory, Optional<Path> snapshots, Clock clock) throws IOException {
        Verification verification = new Verification(directory);
        FileCheck files = FileCheck.of(directory);
        verification.files(files);
        if (files.faults().isEmpty() && files.rest().isEmpty()) {
            verification.contents();
        }
        verification.snapshots(
                SnapshotStore.inDirectory(snapshots.orElse(directory.resolve(RocksStore.SNAPSHOTS)), clock));
        return new Findings(verification.wrong, verification.unsure, verification.told);
    }

    private void files(FileCheck files) {
        files.faults().stream().map(Fault::toString).forEach(wrong::add);
        files.unwitnessed().map(Fault::toString).ifPresent(unsure::add);
        told.add("read " + files.tables() + " files of tables, " + files.writes() + " writes of the write-ahead log");
        files.rest()
                .ifPresent(rest -> told.add(rest.file() + ": " + rest.what()
                        + (unsure.isEmpty()
                                ? "; a write that did not come to its end and was never acknowledged"
                                : "; a write that did not come to its end, or was lost since")
                        + ": the next start cuts "
                        + (rest.bytes() - rest.goodBytes()) + " bytes, then there is more to read"));
    }

    private void contents() {
        try (Database database = Database.openToRead(directory)) {
            try {
                StoredLog log = new StoredLog(database);
                log.read(this::take).ifPresent(wrong::add);
                told.add("read " + facts + " facts of the log, after position " + log.oldest());
                try (RocksScan scan = new RocksScan(database.moment())) {
                    tables(scan, log.oldest() == 0);
                }
            } catch (Refusal e) {
                wrong.add(database.troubles().now().map(Trouble::what).orElse(e.description()));
            } catch (IllegalStateException e) {
                wrong.add(String.valueOf(e.getMessage()));
            }
        }
    }

    private void take(Fact fact) {
        facts++;
        if (fact instanceof Event event && !event.retracted()) {
            Counts before = counted.getOrDefault(event.article(), Counts.NONE);
            counted.put(event.article(), before.with(event.type(), before.of(event.type()) + 1));
        } else if (fact instanceof Fact.ArticleUpserted upserted && upserted.successor()) {
            Long before = successors.put(upserted.article().id(), upserted.createMs());
            if (before == null || before != upserted.createMs()) {
                counted.remove(upserted.article().id()); // another article from here on
            }
        }
    }

    private void tables(RocksScan scan, boolean wholeLog) {
        long[] articles = {0};
        long[] readers = {0};
        scan.articles(record -> articles[0]++);
        scan.readers((reader, actions, preferences) -> readers[0]++);
        scan.counts((article, counts) -> {
            Counts expected = counted.remove(article);
            if (wholeLog && !counts.equals(expected == null ? Counts.NONE : expected)) {
                wrong.add("counts of article " + article + ": " + counts + " (expected: " + expected
                        + ", as in the log)");
            }
        });
        if (wholeLog) {
            counted.forEach((article, counts) -> {
                if (anyIn(counts)) {
                    wrong.add("counts of article " + article + ": none (expected: " + counts + ", as in the log)");
                }
            });
        }
        told.add("read " + articles[0] + " articles, " + readers[0] + " readers"
                + (wholeLog
                        ? "; counts compared with the log"
                        : "; the log's beginning is gone, so no counts compared"));
    }

    private static boolean anyIn(Counts counts) {
        for (EventType type : EventType.values()) {
            if (counts.of(type) > 0) {
                return true;
            }
        }
        return false;
    }

    /** Models are made anew without one. */
    private void snapshots(SnapshotStore snapshots) {
        for (Snapshot snapshot : snapshots.list()) {
            boolean good = snapshots.good(snapshot);
            told.add("snapshot " + snapshot.name() + ": " + (good ? "good" : "damaged, is passed over"));
        }
    }
}
