package io.reco.server.store.valkey.archive;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import com.google.common.util.concurrent.Uninterruptibles;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.reco.server.domain.refusal.Refusal;
import io.reco.server.store.age.Ages;
import io.reco.server.store.log.Positions;
import io.reco.server.store.valkey.counts.ValkeyCounts;
import io.reco.server.store.valkey.segment.Segments;
import io.reco.server.store.valkey.tail.LogEnds;
import io.reco.server.store.valkey.tail.StreamPlace;
import io.reco.server.store.valkey.tail.Tails;
import io.reco.server.threads.Threads;

/**
 * Writes the log into files, every minute, and removes from the cluster what is in them, is counted, and is older than the tail
 * that stays there; in a thread of its own, on the server that keeps the store.
 */
public final class Archiving implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Archiving.class);

    private static final Duration EVERY = Duration.ofMinutes(1);
    /** The cluster forgets as much at once, for a file is read each time. */
    private static final Duration STEP = Duration.ofMinutes(10);

    private static final Duration UNFINISHED_MAX = Duration.ofDays(1);

    private final int partitions;
    private final LogEnds ends;
    private final Segments segments;
    private final ValkeyCounts counts;
    private final Archive archive;
    private final Compaction compaction;
    private final Ages ages;
    private final Duration tail;
    private final Clock clock;
    private final Thread thread;

    /**
     * Of a log, into these files.
     *
     * @param tail how long facts stay in the cluster, too
     * @param keeps whether it is this server that keeps the store
     */
    public Archiving(
            Tails tails,
            Segments segments,
            ValkeyCounts counts,
            Ages ages,
            Duration tail,
            Clock clock,
            BooleanSupplier keeps) {
        this.partitions = tails.layout().partitions();
        this.ends = tails.ends();
        this.segments = segments;
        this.counts = counts;
        this.archive = new Archive(tails, segments);
        this.compaction = new Compaction(segments, clock);
        this.ages = ages;
        this.tail = tail;
        this.clock = clock;
        this.thread = Threads.daemon("store-archive", () -> run(keeps));
    }

    public void start() {
        thread.start();
    }

    private void run(BooleanSupplier keeps) {
        try {
            while (true) {
                TimeUnit.MILLISECONDS.sleep(EVERY.toMillis());
                if (keeps.getAsBoolean()) {
                    archive();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // closing
        }
    }

    /** Does once what is to be done now. What fails is logged, and tried the next time. */
    public synchronized void archive() {
        try {
            archive(counts.writtenUpTo()); // and so acknowledged, with all before
        } catch (Refusal e) {
            log.debug("log not written to files, tried again", e);
        } catch (RuntimeException e) {
            log.warn("log not written to files, tried again", e);
        }
    }

    private void archive(Positions counted) {
        @Nullable Exception failure = null;
        for (int partition = 0; partition < partitions; partition++) {
            try {
                archive(partition, counted.in(partition));
            } catch (IOException | RuntimeException e) {
                failure = e;
            }
        }
        if (failure != null && !Thread.currentThread().isInterrupted()) {
            log.warn("log not written to files, or not removed from the cluster; tried again", failure);
        }
    }

    private void archive(int partition, long counted) throws IOException {
        archive.write(partition, counted);
        long beforeMs = ages.oldBeforeMs(tail);
        if (beforeMs > StreamPlace.of(ends.gone(partition)).ms() + STEP.toMillis()) {
            archive.trim(partition, Math.min(counted, new StreamPlace(beforeMs, 0).position()));
        }
        compaction.compact(partition);
        archive.removeOld(partition);
        segments.removeUnfinished(partition, clock.millis() - UNFINISHED_MAX.toMillis());
    }

    @Override
    public void close() {
        thread.interrupt();
        Uninterruptibles.joinUninterruptibly(thread);
    }
}
