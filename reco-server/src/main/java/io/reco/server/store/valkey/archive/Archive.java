package io.reco.server.store.valkey.archive;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.reco.server.domain.refusal.Failures;
import io.reco.server.store.valkey.layout.Answer;
import io.reco.server.store.valkey.layout.Arguments;
import io.reco.server.store.valkey.layout.Functions;
import io.reco.server.store.valkey.segment.Entry;
import io.reco.server.store.valkey.segment.Segment;
import io.reco.server.store.valkey.segment.SegmentException;
import io.reco.server.store.valkey.segment.Segments;
import io.reco.server.store.valkey.tail.LogEnds;
import io.reco.server.store.valkey.tail.StreamPlace;
import io.reco.server.store.valkey.tail.Tails;

/**
 * The files of each partition: written on from where they end, and read back before the cluster loses what is in them. Two that
 * do so at the same time harm nothing.
 */
final class Archive {

    private static final Logger log = LoggerFactory.getLogger(Archive.class);

    private final Tails tails;
    private final LogEnds ends;
    private final Segments segments;
    private final Acknowledged acknowledged;

    Archive(Tails tails, Segments segments) {
        this.tails = tails;
        this.ends = tails.ends();
        this.segments = segments;
        this.acknowledged = new Acknowledged(tails.shards(), tails.layout());
    }

    /** Writes what a partition has up to a position that is acknowledged. */
    void write(int partition, long upTo) throws IOException {
        requireEndOfGone(partition);
        long at = end(partition);
        while (at < upTo) {
            Acknowledged.Found found = acknowledged.after(partition, at, upTo);
            if (found.held() < at && takeBack(partition, at, found.held())) {
                at = end(partition);
            } else if (found.entries().isEmpty()) {
                return;
            } else {
                at = segments.put(partition, at, Window.firstOf(found.entries()))
                        .upTo();
            }
        }
    }

    /** What went from the cluster is in files of another directory, or in none, if its end is in none of these. */
    private void requireEndOfGone(int partition) {
        long gone = ends.gone(partition);
        boolean elsewhere = ends.oldest().in(partition) < gone
                && segments.list(partition).stream()
                        .noneMatch(segment -> segment.after() < gone && gone <= segment.upTo());
        if (elsewhere) {
            throw SegmentException.notWritten(segments.of(partition), gone);
        }
    }

    /** Up to where all that the cluster has is in files, too. */
    private long end(int partition) {
        long at = ends.gone(partition);
        for (Optional<Segment> next = segments.find(partition, at); next.isPresent(); ) {
            at = next.get().upTo();
            next = segments.find(partition, at);
        }
        return at;
    }

    /**
     * Facts that were acknowledged, and lost all the same with all processes that had them: they are sent again, or gone. Says
     * whether a file that ends with them was there.
     */
    private boolean takeBack(int partition, long at, long held) throws IOException {
        boolean some = false;
        for (Segment segment : segments.list(partition)) {
            if (segment.upTo() == at) {
                log.warn("log file={} has facts that the cluster lost, after {}; cut there", segment.file(), held);
                List<Entry> kept = upTo(held, segments.read(segment));
                if (!kept.isEmpty()) {
                    Segment unused = segments.put(partition, segment.after(), kept);
                }
                segments.remove(segment);
                some = true;
            }
        }
        return some;
    }

    private static List<Entry> upTo(long position, List<Entry> entries) {
        return entries.stream().filter(entry -> entry.last() <= position).toList();
    }

    /** Removes from the cluster what stands up to a position and is in a file that was read back just now. */
    void trim(int partition, long upTo) throws IOException {
        boolean more = true;
        while (more) {
            long gone = ends.gone(partition);
            Optional<Segment> next = gone < upTo ? segments.find(partition, gone) : Optional.empty();
            if (next.isEmpty()) {
                return;
            }
            List<Entry> entries = new ArrayList<>(upTo(upTo, read(next.get())));
            boolean leadsOn = next.get().after() == gone || entries.removeIf(entry -> entry.last() == gone);
            entries.removeIf(entry -> entry.last() < gone);
            more = leadsOn && !entries.isEmpty() && trim(entries.get(entries.size() - 1));
        }
    }

    /** Only where the log has this very entry, with as many facts before. */
    private boolean trim(Entry last) {
        StreamPlace place = StreamPlace.of(last.last());
        Arguments arguments =
                new Arguments().add(place.ms()).add(place.sequence()).add(last.facts());
        Answer answer = new Answer(Failures.join(
                tails.shards().write(Functions.step("archived", tails.layout().log(last.partition()), arguments))));
        boolean done = answer.number(0) == 1;
        if (done) {
            ends.gone(last.end(), ends.oldest().in(last.partition()));
        }
        return done;
    }

    /** Nothing where it is damaged, and the cluster still has it. */
    private List<Entry> read(Segment segment) throws IOException {
        try {
            return segments.read(segment);
        } catch (SegmentException e) {
            if (segment.after() < ends.gone(segment.partition())) {
                throw e;
            }
            log.warn("log file written again: {}", e.getMessage());
            segments.remove(segment);
            return List.of();
        }
    }

    /** Removes files whose facts are all gone for good. */
    void removeOld(int partition) throws IOException {
        long oldest = ends.oldest().in(partition);
        for (Segment segment : segments.list(partition)) {
            if (segment.upTo() <= oldest) {
                segments.remove(segment);
            }
        }
    }
}
