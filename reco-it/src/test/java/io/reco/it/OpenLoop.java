package io.reco.it;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

import io.grpc.Channel;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;

import io.reco.api.v1.RecommendRequest;
import io.reco.api.v1.RecommendResponse;
import io.reco.api.v1.RecommendServiceGrpc;

/**
 * Asks for pages at a pace of its own, whether or not answers come, as many independent readers do; or, for a peak, as fast as
 * the server answers a few at once. Bounded in time and in calls that wait. Times are counted from when a call was due.
 */
final class OpenLoop implements AutoCloseable {

    private static final int READERS = 1_000;
    private static final int WAITING_MAX = 4_000;
    private static final Metadata.Key<String> PUSHBACK =
            Metadata.Key.of("grpc-retry-pushback-ms", Metadata.ASCII_STRING_MARSHALLER);

    private final List<ManagedChannel> channels = new ArrayList<>();
    private final Duration deadline;
    private final int pageSize;
    private final AtomicInteger next = new AtomicInteger();

    OpenLoop(String target, int connections, Duration deadline, int pageSize) {
        this.deadline = deadline;
        this.pageSize = pageSize;
        for (int i = 0; i < connections; i++) {
            channels.add(Grpc.newChannelBuilder(target, InsecureChannelCredentials.create())
                    .disableRetry()
                    .build());
        }
    }

    /** One call's end. */
    private record End(Status.Code code, boolean pushedBack, long nanos) {}

    /** What became of the calls. */
    record Outcome(
            double seconds,
            int sent,
            int unsent,
            List<Long> answered,
            List<Long> refused,
            int notPushedBack,
            int failed) {

        double perSecond() {
            return answered.size() / seconds;
        }

        /** In milliseconds. */
        static double percentile(List<Long> nanos, double share) {
            return nanos.isEmpty() ? 0 : nanos.get((int) Math.min(nanos.size() - 1, share * nanos.size())) / 1e6;
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
                    refused.size(),
                    percentile(refused, .5),
                    percentile(refused, .99),
                    notPushedBack,
                    failed);
        }
    }

    /** Sends so many calls a second. */
    Outcome at(double perSecond, Duration length) {
        Run run = new Run();
        long begin = System.nanoTime();
        long count = (long) (perSecond * length.toMillis() / 1e3);
        for (long i = 0; i < count; i++) {
            long due = begin + (long) (i * 1e9 / perSecond);
            while (due - System.nanoTime() > 0) {
                LockSupport.parkNanos(Math.min(1_000_000, due - System.nanoTime()));
            }
            run.send(due);
        }
        return run.outcome(begin);
    }

    /** Keeps so many calls under way. */
    Outcome peak(int atOnce, Duration length) {
        Run run = new Run();
        long begin = System.nanoTime();
        while (System.nanoTime() - begin < length.toNanos()) {
            if (run.waiting.get() < atOnce) {
                run.send(System.nanoTime());
            } else {
                LockSupport.parkNanos(20_000);
            }
        }
        return run.outcome(begin);
    }

    private final class Run {
        private final ConcurrentLinkedQueue<End> ends = new ConcurrentLinkedQueue<>();
        private final AtomicInteger waiting = new AtomicInteger();
        private int sent;
        private int unsent;

        void send(long due) {
            if (waiting.get() >= WAITING_MAX) {
                unsent++;
                return;
            }
            sent++;
            waiting.incrementAndGet();
            int number = next.getAndIncrement();
            Channel channel = channels.get(Math.floorMod(number, channels.size()));
            RecommendServiceGrpc.newStub(channel)
                    .withDeadlineAfter(deadline.toMillis(), TimeUnit.MILLISECONDS)
                    .recommend(
                            RecommendRequest.newBuilder()
                                    .setReaderId(String.valueOf(1 + Math.floorMod(number * 7919, READERS)))
                                    .setPageSize(pageSize)
                                    .setExplain(true)
                                    .build(),
                            new StreamObserver<RecommendResponse>() {
                                @Override
                                public void onNext(RecommendResponse page) {}

                                @Override
                                public void onError(Throwable failure) {
                                    Metadata trailers = Status.trailersFromThrowable(failure);
                                    end(
                                            Status.fromThrowable(failure).getCode(),
                                            trailers != null && trailers.containsKey(PUSHBACK));
                                }

                                @Override
                                public void onCompleted() {
                                    end(Status.Code.OK, false);
                                }

                                private void end(Status.Code code, boolean pushedBack) {
                                    ends.add(new End(code, pushedBack, System.nanoTime() - due));
                                    waiting.decrementAndGet();
                                }
                            });
        }

        /** Waits for the last call: it has a deadline. */
        Outcome outcome(long begin) {
            double seconds = (System.nanoTime() - begin) / 1e9;
            int countedInTime = ends.size();
            while (waiting.get() > 0) {
                LockSupport.parkNanos(1_000_000);
            }
            List<End> all = new ArrayList<>(ends);
            List<End> inTime = all.subList(0, Math.min(countedInTime, all.size()));
            return new Outcome(
                    seconds,
                    sent,
                    unsent,
                    times(inTime, Status.Code.OK),
                    times(all, Status.Code.UNAVAILABLE),
                    (int) all.stream()
                            .filter(end -> end.code() == Status.Code.UNAVAILABLE && !end.pushedBack())
                            .count(),
                    (int) all.stream()
                            .filter(end -> end.code() != Status.Code.OK && end.code() != Status.Code.UNAVAILABLE)
                            .count());
        }

        private List<Long> times(List<End> of, Status.Code code) {
            long[] sorted = of.stream()
                    .filter(end -> end.code() == code)
                    .mapToLong(End::nanos)
                    .sorted()
                    .toArray();
            return Arrays.stream(sorted).boxed().toList();
        }
    }

    @Override
    public void close() {
        channels.forEach(ManagedChannel::shutdownNow);
    }
}
