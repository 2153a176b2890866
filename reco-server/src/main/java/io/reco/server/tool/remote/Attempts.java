package io.reco.server.tool.remote;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;

/**
 * Repeats calls that failed for a passing reason, for as long as a server may take to start again. gRPC's own retries would
 * give up after seconds, and send what does not fit their buffer only once. Safe for use by many threads.
 */
public final class Attempts {

    private static final Metadata.Key<String> PUSHBACK =
            Metadata.Key.of("grpc-retry-pushback-ms", Metadata.ASCII_STRING_MARSHALLER);
    private static final long FIRST_PAUSE_MS = 100;
    private static final long PAUSE_MS_MAX = 5_000;
    private static final long PUSHBACK_MS_MAX = 30_000;
    private static final long TOLD_AFTER_MS = 3_000;
    private static final long NO_MORE = -1;

    private final Duration patience;
    private final Consumer<String> tell;
    private final AtomicLong toldNanos = new AtomicLong();

    /**
     * Made for one target.
     *
     * @param patience how long a call is repeated
     * @param tell hears when that takes long
     */
    public Attempts(Duration patience, Consumer<String> tell) {
        this.patience = patience;
        this.tell = tell;
    }

    /** The answer of the first attempt that succeeds; throws what the last one threw. */
    <T> T of(Supplier<T> call) {
        long begin = System.nanoTime();
        for (int attempt = 0; ; attempt++) {
            try {
                return call.get();
            } catch (StatusRuntimeException e) {
                long pauseMs = pauseMs(e, attempt);
                long waitedMs = (System.nanoTime() - begin) / 1_000_000;
                if (pauseMs == NO_MORE || waitedMs + pauseMs > patience.toMillis()) {
                    throw e;
                }
                if (waitedMs + pauseMs > TOLD_AFTER_MS) {
                    tellNowAndThen(e);
                }
                sleep(pauseMs, e);
            }
        }
    }

    /** How long to wait before another attempt: as the server asks, or longer and longer. */
    private static long pauseMs(StatusRuntimeException e, int attempt) {
        Metadata trailers = e.getTrailers();
        String pushback = trailers == null ? null : trailers.get(PUSHBACK);
        if (pushback != null) {
            try {
                long asked = Long.parseLong(pushback);
                return asked < 0 ? NO_MORE : Math.min(asked, PUSHBACK_MS_MAX);
            } catch (NumberFormatException notANumber) {
                return NO_MORE; // so does gRPC
            }
        }
        Status.Code code = e.getStatus().getCode();
        if (code != Status.Code.UNAVAILABLE && code != Status.Code.DEADLINE_EXCEEDED) {
            return NO_MORE;
        }
        long longest = Math.min(PAUSE_MS_MAX, FIRST_PAUSE_MS << Math.min(attempt, 10));
        return ThreadLocalRandom.current().nextLong(longest / 2, longest);
    }

    private void tellNowAndThen(StatusRuntimeException e) {
        long now = System.nanoTime();
        long before = toldNanos.get();
        boolean due = before == 0 || now - before > Duration.ofSeconds(10).toNanos();
        if (due && toldNanos.compareAndSet(before, now)) {
            tell.accept(Target.reason(e) + "; trying again, for at most " + patience.toSeconds() + " s");
        }
    }

    private static void sleep(long ms, StatusRuntimeException e) {
        try {
            Thread.sleep(ms);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw e;
        }
    }
}
