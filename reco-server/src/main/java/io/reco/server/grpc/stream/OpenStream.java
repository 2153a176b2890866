package io.reco.server.grpc.stream;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

import com.google.rpc.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import org.jspecify.annotations.Nullable;

import io.reco.server.grpc.status.Statuses;

/** One stream. What it does it does in turns, one at a time, on the threads for streams. */
final class OpenStream<T> {

    /** A turn is so long at most, so that the others have theirs soon. */
    private static final long TURN_NS = 5_000_000;

    /** Why a stream ends before its source does. */
    private enum Why {
        STOPPING,
        TOO_OLD,
        NOT_READ
    }

    private final ServerCallStreamObserver<T> caller;
    private final MessageSource<T> source;
    private final StreamLimits limits;
    private final Executor threads;
    /** How often a turn was asked for since the last one began that had nothing left to do; 0 when none is due. */
    private final AtomicInteger asked = new AtomicInteger();

    private final long begunNs = System.nanoTime();
    private volatile long roomNs = begunNs;
    private volatile @Nullable Why why;
    private volatile boolean gone;
    /** Whether the end was sent, or nobody is there to get it. For turns. */
    private boolean ended;

    OpenStream(ServerCallStreamObserver<T> caller, MessageSource<T> source, StreamLimits limits, Executor threads) {
        this.caller = caller;
        this.source = source;
        this.limits = limits;
        this.threads = threads;
    }

    /** Begins; {@code afterwards} is called when the caller is gone or has taken the end, perhaps twice. */
    void begin(Runnable afterwards) {
        caller.setOnReadyHandler(this::wake);
        caller.setOnCloseHandler(afterwards);
        caller.setOnCancelHandler(() -> {
            gone = true;
            wake();
            afterwards.run();
        });
        wake();
    }

    /** Asks for a turn. */
    void wake() {
        if (asked.getAndIncrement() == 0) {
            run();
        }
    }

    private void run() {
        try {
            threads.execute(this::turn);
        } catch (RejectedExecutionException closed) {
            // The server has ended: whoever ended it releases the source.
        }
    }

    /** Looks at the time. */
    void tick() {
        long nowNs = System.nanoTime();
        if (caller.isReady()) {
            roomNs = nowNs;
        }
        if (nowNs - roomNs > limits.readerPauseMax().toNanos()) {
            why = why == null ? Why.NOT_READ : why;
        } else if (nowNs - begunNs > limits.ageMax().toNanos()) {
            why = why == null ? Why.TOO_OLD : why;
        }
        wake();
    }

    /** Ends it, for the server ends. */
    void stop() {
        why = why == null ? Why.STOPPING : why;
        wake();
    }

    private void turn() {
        int before = asked.get();
        if (steps() || asked.addAndGet(-before) > 0) {
            run();
        }
    }

    /** Whether another turn is due at once. */
    private boolean steps() {
        if (ended) {
            return false;
        }
        try {
            long beginNs = System.nanoTime();
            while (!over() && caller.isReady()) {
                roomNs = System.nanoTime();
                if (roomNs - beginNs > TURN_NS) {
                    return true;
                }
                Step<T> step = source.next();
                if (step.message() != null) {
                    caller.onNext(step.message());
                }
                if (step.kind() == Step.Kind.LATER) {
                    return false;
                }
                if (step.kind() == Step.Kind.END) {
                    caller.onCompleted();
                    release();
                }
            }
        } catch (RuntimeException | Error e) {
            // An error too: the caller must be told.
            caller.onError(Statuses.of(e));
            release();
        }
        return false;
    }

    /** Whether it has ended; ends it when it is time. */
    private boolean over() {
        if (ended) {
            return true;
        }
        Why reason = why;
        if (reason != null && !gone) {
            caller.onError(status(reason));
        }
        if (reason != null || gone) {
            release();
        }
        return ended;
    }

    /** Lets the source go, once. In a turn, or when there are no turns any more. */
    void release() {
        if (!ended) {
            ended = true;
            source.close();
        }
    }

    private StatusRuntimeException status(Why reason) {
        Optional<String> position = source.position();
        String goOn = position.map(place -> "; go on from position " + place).orElse("");
        Map<String, String> metadata =
                position.map(place -> Map.of("position", place)).orElse(Map.of());
        return switch (reason) {
            case STOPPING -> Statuses.unavailable("STOPPING", "the server is stopping" + goOn, metadata);
            case TOO_OLD ->
                Statuses.unavailable(
                        "STREAM_AGE", "the stream lasted " + limits.ageMax().toSeconds() + " s" + goOn, metadata);
            case NOT_READ ->
                Statuses.exception(
                        Code.RESOURCE_EXHAUSTED,
                        "the stream was not read for " + limits.readerPauseMax().toSeconds() + " s" + goOn,
                        "STREAM_NOT_READ",
                        metadata);
        };
    }
}
