package io.reco.server.store.valkey.tail;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.reco.server.store.log.FactsGoneException;
import io.reco.server.store.log.Positions;
import io.reco.server.store.valkey.segment.Entry;
import io.reco.server.store.valkey.segment.Segment;
import io.reco.server.store.valkey.segment.SegmentException;
import io.reco.server.store.valkey.segment.Segments;

/** What the log has and the cluster has no more. */
final class Past {

    private static final Logger log = LoggerFactory.getLogger(Past.class);

    private final LogEnds ends;
    private final Optional<Segments> segments;

    Past(LogEnds ends, Optional<Segments> segments) {
        this.ends = ends;
        this.segments = segments;
    }

    /** The oldest place from which files that are there lead on; of each that is missing it logs a warning. */
    Positions reachable(int partitions) {
        long[] places = new long[partitions];
        Arrays.setAll(
                places,
                partition -> segments.map(files -> reachable(partition, files)).orElse(ends.gone(partition)));
        return Positions.at(places);
    }

    private long reachable(int partition, Segments files) {
        long gone = ends.gone(partition);
        long reachable = ends.oldest().in(partition);
        long at = reachable;
        while (at < gone) {
            Optional<Segment> next = files.find(partition, at);
            if (next.isEmpty()) {
                log.warn("{}", SegmentException.missing(files.of(partition), at).getMessage());
                reachable = Math.min(gone, files.begin(partition, at));
            }
            at = next.map(Segment::upTo).orElse(reachable);
        }
        return reachable;
    }

    /**
     * The next entries of the partition that is farthest behind, in time, of those whose next facts are not in the cluster: as
     * many as are in one file. None where there is no such partition.
     *
     * @param at up to where each partition was read
     * @throws FactsGoneException when they are gone for good
     * @throws SegmentException when they should be there and are not
     */
    List<Entry> after(long[] at) {
        int behind = -1;
        for (int partition = 0; partition < at.length; partition++) {
            if (at[partition] < ends.gone(partition) && (behind < 0 || at[partition] < at[behind])) {
                behind = partition;
            }
        }
        return behind < 0 ? List.of() : after(behind, at);
    }

    private List<Entry> after(int partition, long[] at) {
        Positions oldest = ends.oldest();
        if (at[partition] < oldest.in(partition) || segments.isEmpty()) {
            throw new FactsGoneException(Positions.at(at), oldest);
        }
        long gone = ends.gone(partition);
        List<Entry> entries = segments.get().read(partition, at[partition]).stream()
                .filter(entry -> entry.last() > at[partition] && entry.last() <= gone)
                .toList();
        if (entries.isEmpty()) {
            throw SegmentException.missing(segments.get().of(partition), at[partition]);
        }
        return entries;
    }
}
