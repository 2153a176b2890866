package io.reco.server.ops;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.reco.server.threads.Threads;

/** One line in the log that says how the server is doing; every ten seconds while calls arrive, none while it is idle. */
public final class StatusLine implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(StatusLine.class);
    private static final Duration INTERVAL = Duration.ofSeconds(10);
    private static final long NANOS_MAX = Duration.ofHours(1).toNanos();

    private final List<Field> fields = new CopyOnWriteArrayList<>();
    private final LongSupplier nanoTime;
    private final Recorder latencies = new Recorder(NANOS_MAX, 2);
    private final ScheduledExecutorService timer;
    private long lineNanos;

    /** Something that the line also says, such as {@code articles}. */
    public record Field(String name, LongSupplier value) {

        /** How much a count has grown since the last line. */
        public static Field growth(String name, LongSupplier count) {
            AtomicLong last = new AtomicLong();
            return new Field(name, () -> {
                long now = count.getAsLong();
                return now - last.getAndSet(now);
            });
        }
    }

    StatusLine(LongSupplier nanoTime, ScheduledExecutorService timer) {
        this.nanoTime = nanoTime;
        this.timer = timer;
        this.lineNanos = nanoTime.getAsLong();
    }

    /** Starts logging. */
    public static StatusLine start() {
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(Threads.daemons("status-line"));
        StatusLine line = new StatusLine(System::nanoTime, timer);
        ScheduledFuture<?> unused =
                timer.scheduleAtFixedRate(line::log, INTERVAL.toNanos(), INTERVAL.toNanos(), TimeUnit.NANOSECONDS);
        return line;
    }

    /** From now on the line also says these, after the calls and what it said before. */
    public void show(List<Field> more) {
        fields.addAll(more);
    }

    /** Notes a call that took so long. Wait-free. */
    public void record(long nanos) {
        latencies.recordValue(Math.min(Math.max(nanos, 0), NANOS_MAX));
    }

    private void log() {
        try {
            next().ifPresent(line -> log.info("status {}", line));
        } catch (RuntimeException e) {
            // A field that fails once must not end the line for good, as an exception in a timer would.
            log.warn("status line failed", e);
        }
    }

    /** What happened since the last call; empty when nothing did. */
    synchronized Optional<String> next() {
        Histogram histogram = latencies.getIntervalHistogram();
        long now = nanoTime.getAsLong();
        double seconds = (now - lineNanos) / 1e9;
        lineNanos = now;
        if (histogram.getTotalCount() == 0) {
            return Optional.empty();
        }
        StringBuilder line = new StringBuilder(String.format(
                Locale.ROOT,
                "calls/s=%.1f p50_ms=%.2f p99_ms=%.2f",
                histogram.getTotalCount() / seconds,
                histogram.getValueAtPercentile(50) / 1e6,
                histogram.getValueAtPercentile(99) / 1e6));
        for (Field field : fields) {
            line.append(' ')
                    .append(field.name())
                    .append('=')
                    .append(field.value().getAsLong());
        }
        return Optional.of(line.toString());
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
