package io.reco.client.feedback;

import java.time.Duration;
import java.util.Objects;

import io.reco.client.internal.argument.Durations;
import io.reco.client.internal.wire.Chunks;

/**
 * How a {@link FeedbackReporter} buffers.
 *
 * @param batchSize how many events make a full batch, 1..1,000; half a MiB of them makes one, too
 * @param maxAge how long an event may wait for its batch to fill
 * @param capacity how many events are held at most, sent but unanswered ones included; an event takes about 200 bytes
 *     plus its token, which is at most 8 KiB
 * @param waitWhenFull how long {@link FeedbackReporter#report} waits for room; zero: not at all
 * @param listener hears of events that were not delivered
 */
public record ReporterOptions(
        int batchSize, Duration maxAge, int capacity, Duration waitWhenFull, ReporterListener listener) {
    public ReporterOptions {
        if (batchSize < 1 || batchSize > Chunks.ITEMS_MAX) {
            throw new IllegalArgumentException("batchSize: " + batchSize + " (expected: 1.." + Chunks.ITEMS_MAX + ")");
        }
        if (capacity < batchSize) {
            throw new IllegalArgumentException(
                    "capacity: " + capacity + " (expected: at least batchSize, " + batchSize + ")");
        }
        Durations.positive("maxAge", maxAge);
        if (waitWhenFull.isNegative()) {
            throw new IllegalArgumentException("waitWhenFull: " + waitWhenFull + " (expected: 0 or more)");
        }
        Objects.requireNonNull(listener, "listener");
    }

    /** Batches of 500, at most 200 ms old; 10,000 events at most, and refused at once beyond that. */
    public static ReporterOptions defaults() {
        return new ReporterOptions(500, Duration.ofMillis(200), 10_000, Duration.ZERO, ReporterListener.NONE);
    }

    public ReporterOptions withBatchSize(int batchSize) {
        return new ReporterOptions(batchSize, maxAge, capacity, waitWhenFull, listener);
    }

    public ReporterOptions withMaxAge(Duration maxAge) {
        return new ReporterOptions(batchSize, maxAge, capacity, waitWhenFull, listener);
    }

    public ReporterOptions withCapacity(int capacity) {
        return new ReporterOptions(batchSize, maxAge, capacity, waitWhenFull, listener);
    }

    public ReporterOptions withWaitWhenFull(Duration waitWhenFull) {
        return new ReporterOptions(batchSize, maxAge, capacity, waitWhenFull, listener);
    }

    public ReporterOptions withListener(ReporterListener listener) {
        return new ReporterOptions(batchSize, maxAge, capacity, waitWhenFull, listener);
    }
}
