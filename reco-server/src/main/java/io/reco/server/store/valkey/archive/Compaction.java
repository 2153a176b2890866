package io.reco.server.store.valkey.archive;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.reco.server.store.valkey.segment.Entry;
import io.reco.server.store.valkey.segment.Segment;
import io.reco.server.store.valkey.segment.Segments;

/** Makes one file of many small ones, which stay a while longer for whoever is about to read them. */
final class Compaction {

    private static final int FILES_MIN = 16;
    private static final long BYTES_MAX = 1L << 20;
    private static final int WINDOWS = 3;

    /** Until then whoever shares the directory over a network sees the new file. */
    private static final Duration COVERED_STAY = Duration.ofMinutes(10);

    private final Segments segments;
    private final Clock clock;

    Compaction(Segments segments, Clock clock) {
        this.segments = segments;
        this.clock = clock;
    }

    /** Of the last windows: what is older is as it should be. */
    void compact(int partition) throws IOException {
        List<Segment> all = segments.list(partition);
        long newest = all.stream().mapToLong(Segment::upTo).max().orElse(0);
        compact(removeCovered(all.stream()
                .filter(segment -> Window.of(segment.upTo()) > Window.of(newest) - WINDOWS)
                .toList()));
    }

    private void compact(List<Segment> some) throws IOException {
        List<Segment> group = new ArrayList<>();
        long bytes = 0;
        for (Segment segment : some) {
            long size = Files.size(segment.file());
            boolean sameWindow = group.isEmpty() || Window.of(last(group).upTo()) == Window.of(segment.upTo());
            boolean follows = group.isEmpty() || last(group).upTo() == segment.after();
            if (!sameWindow || !follows || bytes + size > BYTES_MAX) {
                join(group, sameWindow ? FILES_MIN : 2);
                group.clear();
                bytes = 0;
            }
            group.add(segment);
            bytes += size;
        }
        join(group, FILES_MIN);
    }

    private static Segment last(List<Segment> group) {
        return group.get(group.size() - 1);
    }

    private void join(List<Segment> group, int filesMin) throws IOException {
        if (group.size() < filesMin) {
            return;
        }
        List<Entry> entries = new ArrayList<>();
        for (Segment segment : group) {
            entries.addAll(segments.read(segment));
        }
        Segment first = group.get(0);
        Segment unused = segments.put(first.partition(), first.after(), entries);
    }

    /** Those of which no other one has all; others go once that one is there for a while, and good. */
    private List<Segment> removeCovered(List<Segment> all) throws IOException {
        List<Segment> uncovered = new ArrayList<>();
        for (Segment segment : all) {
            if (uncovered.isEmpty() || !last(uncovered).covers(segment)) {
                uncovered.add(segment);
            } else if (isOld(last(uncovered)) && !segments.read(last(uncovered)).isEmpty()) {
                segments.remove(segment);
            }
        }
        return uncovered;
    }

    private boolean isOld(Segment segment) throws IOException {
        return Files.getLastModifiedTime(segment.file()).toMillis() < clock.millis() - COVERED_STAY.toMillis();
    }
}
