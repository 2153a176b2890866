package io.reco.server.grpc.stream;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import com.google.rpc.Code;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.reco.server.grpc.status.Statuses;
import io.reco.server.threads.Threads;

/**
 * All streams of a server. They share two threads and take turns; each is asked for messages only while its reader has room for
 * them. A stream whose reader has none for too long ends with RESOURCE_EXHAUSTED, one that is too old or meets the server's end
 * with UNAVAILABLE and the place to go on from.
 */
public final class Streams implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Streams.class);
    private static final int THREADS = 2;
    private static final long TICK_MS = 1_000;
    private static final long CLOSE_MAX_S = 5;

    private final StreamLimits limits;
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS, Threads.daemons("reco-stream"));
    private final ScheduledExecutorService timer;
    private final Set<OpenStream<?>> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger count = new AtomicInteger();
    private final AtomicInteger apart = new AtomicInteger();
    private volatile boolean draining;

    private Streams(StreamLimits limits) {
        this.limits = limits;
        this.timer = Executors.newSingleThreadScheduledExecutor(Threads.daemons("reco-stream-timer"));
    }

    /** None yet, within these limits. */
    public static Streams start(StreamLimits limits) {
        Streams streams = new Streams(limits);
        long tickMs = Math.min(TICK_MS, Math.max(1, limits.readerPauseMax().toMillis() / 4));
        var unused = streams.timer.scheduleWithFixedDelay(streams::tick, tickMs, tickMs, TimeUnit.MILLISECONDS);
        return streams;
    }

    /**
     * Answers a call with what a source gives. To be called within the method that answers the call.
     *
     * @param caller as gRPC hands it to that method
     * @param source makes the source, unless the call is refused for being one too many; what it throws ends the call
     */
    public <T> void answer(StreamObserver<T> caller, Supplier<? extends MessageSource<T>> source) {
        if (count.incrementAndGet() > limits.openMax()) {
            count.decrementAndGet();
            caller.onError(tooMany());
            return;
        }
        open(caller, source, count);
    }

    /**
     * The same for a call of which its source bounds how many there may be: it has room, however many other streams there are.
     */
    public <T> void answerApart(StreamObserver<T> caller, Supplier<? extends MessageSource<T>> source) {
        apart.incrementAndGet();
        open(caller, source, apart);
    }

    private <T> void open(
            StreamObserver<T> caller, Supplier<? extends MessageSource<T>> source, AtomicInteger counted) {
        if (draining) {
            counted.decrementAndGet();
            caller.onError(Statuses.unavailable("STOPPING", "the server is stopping"));
            return;
        }
        OpenStream<T> stream;
        try {
            stream = new OpenStream<>((ServerCallStreamObserver<T>) caller, source.get(), limits, threads);
        } catch (RuntimeException e) {
            counted.decrementAndGet();
            caller.onError(Statuses.of(e));
            return;
        }
        open.add(stream);
        stream.begin(() -> {
            if (open.remove(stream)) {
                counted.decrementAndGet();
            }
        });
        if (draining) {
            stream.stop();
        }
    }

    private RuntimeException tooMany() {
        int max = limits.openMax();
        return Statuses.exception(
                Code.RESOURCE_EXHAUSTED,
                "streams: " + max + " are open (expected: fewer, of this server)",
                "TOO_MANY_STREAMS",
                Map.of("streamsMax", Integer.toString(max)));
    }

    /** Says that a source which had nothing may have something now. */
    public void wake() {
        open.forEach(OpenStream::wake);
    }

    /** How many there are. */
    public int size() {
        return count.get() + apart.get();
    }

    private void tick() {
        open.forEach(OpenStream::tick);
    }

    /** Ends all streams, each with a message already under way, and refuses new ones. */
    public void drain() {
        draining = true;
        open.forEach(OpenStream::stop);
    }

    /** Ends what is left and the threads; no source is asked any more when this returns. */
    @Override
    public void close() {
        drain();
        timer.shutdown();
        threads.shutdown();
        try {
            // Turns under way, and those that end streams, go on to their end.
            if (!threads.awaitTermination(CLOSE_MAX_S, TimeUnit.SECONDS)) {
                log.warn("streams still busy count={}", size());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        open.forEach(OpenStream::release);
    }
}
