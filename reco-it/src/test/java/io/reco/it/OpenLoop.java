package io.reco.it;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * Calls at a pace of its own, whether or not answers come, as many independent readers do; or, for a peak, as fast as
 * the server answers a few at once. Bounded in time and in calls that wait. Times are counted from when a call was due.
 */
final class OpenLoop<A> implements AutoCloseable {

    private static final int WAITING_MAX = 4_000;
    private static final int DIGITS = 3;
    /** Who was refused comes again after a while, as the server asks for. */
    private static final Executor LATER = CompletableFuture.delayedExecutor(10, TimeUnit.MILLISECONDS);

    private static final Metadata.Key<String> PUSHBACK =
            Metadata.Key.of("grpc-retry-pushback-ms", Metadata.ASCII_STRING_MARSHALLER);

    private final List<ManagedChannel> channels = new ArrayList<>();
    private final Calls<A> calls;
    private final AtomicInteger next = new AtomicInteger();

    OpenLoop(String target, int connections, Calls<A> calls) {
        this.calls = calls;
        for (int i = 0; i < connections; i++) {
            channels.add(Grpc.newChannelBuilder(target, InsecureChannelCredentials.create())
                    .disableRetry()
                    // No other thread takes part in an answer, so the caller costs little beside the server.
                    .directExecutor()
                    .build());
        }
    }

    /**
     * What became of the calls.
     *
     * @param unsent calls that were due while too many waited
     * @param inTime how many were answered before the last was sent
     * @param answered nanoseconds until an answer
     * @param refused nanoseconds until a refusal with UNAVAILABLE
     */
    record Outcome(
            double seconds,
            int sent,
            int unsent,
            int inTime,
            Histogram answered,
            Histogram refused,
            int notPushedBack,
            int failed) {

        double perSecond() {
            return inTime / seconds;
        }

        /** This and then more. */
        Outcome plus(Outcome more) {
            Histogram allAnswered = answered.copy();
            allAnswered.add(more.answered);
            Histogram allRefused = refused.copy();
            allRefused.add(more.refused);
            return new Outcome(
                    seconds + more.seconds,
                    sent + more.sent,
                    unsent + more.unsent,
                    inTime + more.inTime,
                    allAnswered,
                    allRefused,
                    notPushedBack + more.notPushedBack,
                    failed + more.failed);
        }

        /** In milliseconds. */
        static double percentile(Histogram nanos, double share) {
            return nanos.getValueAtPercentile(100 * share) / 1e6;
        }

        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "sent=%d unsent=%d answered/s=%.0f p50_ms=%.1f p99_ms=%.1f refused=%d refusal_p50_ms=%.1f refusal_p99_ms=%.1f"
                            + " without_pushback=%d failed=%d",
                    sent,
                    unsent,
                    perSecond(),
                    percentile(answered, .5),
                    percentile(answered, .99),
                    refused.getTotalCount(),
                    percentile(refused, .5),
                    percentile(refused, .99),
                    notPushedBack,
                    failed);
        }
    }

    /** Sends so many calls a second. */
    Outcome at(double perSecond, Duration length) {
        long begin = System.nanoTime();
        return at(perSecond, () -> System.nanoTime() - begin >= length.toNanos());
    }

    /** The same until it is over. */
    Outcome at(double perSecond, BooleanSupplier over) {
        Run run = new Run();
        for (long i = 0; !over.getAsBoolean(); i++) {
            long due = run.begin + (long) (i * 1e9 / perSecond);
            while (due - System.nanoTime() > 0) {
                LockSupport.parkNanos(Math.min(1_000_000, due - System.nanoTime()));
            }
            run.send(due);
        }
        return run.outcome();
    }

    /** Keeps so many calls under way. */
    Outcome peak(int atOnce, Duration length) {
        return peak(atOnce, length, Integer.MAX_VALUE);
    }

    /** The same, with at most so many calls in all. */
    Outcome peak(int atOnce, Duration length, int most) {
        Run run = new Run();
        AtomicInteger left = new AtomicInteger(most);
        run.again = () -> System.nanoTime() - run.begin < length.toNanos() && left.getAndDecrement() > 0;
        for (int i = 0; i < atOnce; i++) {
            run.sendAgain();
        }
        while (run.waiting.get() > 0 && System.nanoTime() - run.begin < length.toNanos()) {
            LockSupport.parkNanos(1_000_000);
        }
        return run.outcome();
    }

    private final class Run {
        private final long begin = System.nanoTime();
        private final Histogram answered = new ConcurrentHistogram(DIGITS);
        private final Histogram refused = new ConcurrentHistogram(DIGITS);
        private final AtomicInteger notPushedBack = new AtomicInteger();
        private final AtomicInteger failed = new AtomicInteger();
        private final AtomicInteger waiting = new AtomicInteger();
        private final AtomicInteger sent = new AtomicInteger();
        private int unsent;
        /** Whether another call follows one that ended. */
        private volatile BooleanSupplier again = () -> false;

        void send(long due) {
            if (waiting.get() >= WAITING_MAX) {
                unsent++;
                return;
            }
            sent.incrementAndGet();
            waiting.incrementAndGet();
            int number = next.getAndIncrement();
            calls.send(channels.get(Math.floorMod(number, channels.size())), number, new StreamObserver<>() {
                @Override
                public void onNext(A answer) {}

                @Override
                public void onError(Throwable failure) {
                    Metadata trailers = Status.trailersFromThrowable(failure);
                    boolean pushedBack = trailers != null && trailers.containsKey(PUSHBACK);
                    if (Status.fromThrowable(failure).getCode() != Status.Code.UNAVAILABLE) {
                        failed.incrementAndGet();
                    } else {
                        refused.recordValue(System.nanoTime() - due);
                        notPushedBack.addAndGet(pushedBack ? 0 : 1);
                    }
                    LATER.execute(Run.this::end);
                }

                @Override
                public void onCompleted() {
                    answered.recordValue(System.nanoTime() - due);
                    end();
                }
            });
        }

        private void end() {
            sendAgain();
            waiting.decrementAndGet();
        }

        void sendAgain() {
            if (again.getAsBoolean()) {
                send(System.nanoTime());
            }
        }

        /** Waits for the last call: it has a deadline. */
        Outcome outcome() {
            double seconds = (System.nanoTime() - begin) / 1e9;
            int inTime = (int) answered.getTotalCount();
            while (waiting.get() > 0) {
                LockSupport.parkNanos(1_000_000);
            }
            return new Outcome(
                    seconds, sent.get(), unsent, inTime, answered, refused, notPushedBack.get(), failed.get());
        }
    }

    @Override
    public void close() {
        channels.forEach(ManagedChannel::shutdownNow);
    }
}
