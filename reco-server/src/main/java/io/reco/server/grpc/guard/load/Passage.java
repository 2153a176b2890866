package io.reco.server.grpc.guard.load;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

import com.google.rpc.Code;
import io.grpc.Context;
import io.grpc.ServerCall;
import io.grpc.StatusRuntimeException;
import org.jspecify.annotations.Nullable;

import io.reco.server.grpc.guard.load.Load.Connection;
import io.reco.server.grpc.guard.load.Load.Reason;
import io.reco.server.grpc.guard.load.bound.LoadLimits;
import io.reco.server.grpc.status.Statuses;

/**
 * One call on its way through the server, from its arrival until its last byte is gone. It is an executor: what is to be done for
 * the call waits for a thread in its class's order.
 */
public final class Passage implements Executor {

    private static final Context.Key<Passage> KEY = Context.key("passage");

    private final Load load;
    private final CallClass callClass;
    private final long arrivalNanos;
    /** Whether somebody answers or begins this call already: the first who wants to does. */
    private final AtomicBoolean taken = new AtomicBoolean();

    private @Nullable ServerCall<?, ?> call;
    private @Nullable Connection connection;
    /** Whether its next step is done by who brings it: its begin, where that takes next to nothing. */
    private boolean beginsHere;

    private Context.@Nullable CancellableContext context;

    private volatile @Nullable Reason refusal;
    /** Ends the call, once it has begun. */
    private volatile @Nullable Runnable ending;

    private volatile @Nullable ServerCall<?, ?> begunCall;
    private volatile boolean gone;
    private volatile long begunNanos;
    /** For steps of the call alone. */
    private long waitedNanos;

    // Guarded by this: what is held and is to be given back once.
    private boolean counted;
    private boolean working;
    private int waitingSteps;
    private boolean large;
    private long requestBytes;
    private long answerBytes;
    private long answeredNanos;

    Passage(Load load, CallClass callClass, long arrivalNanos) {
        this.load = load;
        this.callClass = callClass;
        this.arrivalNanos = arrivalNanos;
    }

    /** The passage of the call in this context; null outside of one. */
    public static @Nullable Passage of(Context context) {
        return KEY.get(context);
    }

    /** A context for the call, that has the passage and ends with it. */
    public Context in(Context outer) {
        Context.CancellableContext own = outer.withValue(KEY, this).withCancellation();
        context = own;
        return own;
    }

    /**
     * Asks whether the call is taken. It must be run in any case: at once, on the caller's thread, when it is not, and what
     * answers it then is the guard.
     *
     * @param quick whether no guard takes long over a call's begin: then that of a page needs no thread of its own
     */
    boolean arrive(ServerCall<?, ?> arrived, Connection from, boolean quick) {
        call = arrived;
        connection = from;
        beginsHere = quick && callClass == CallClass.PAGES;
        if (callClass == CallClass.PROBES) {
            return true;
        }
        Optional<Reason> why = load.begin(callClass, from);
        if (why.isPresent()) {
            refuse(why.get());
            return false;
        }
        boolean late;
        synchronized (this) {
            counted = !gone;
            late = gone;
        }
        if (late) {
            load.end(callClass, from);
        }
        return true;
    }

    /**
     * Leaves its place to another call if it has waited for its request since before this moment, and its connection has more
     * calls than {@code own}; whether it does.
     */
    boolean giveWay(long beforeNanos, int own) {
        Connection from = connection;
        boolean mayStay = begunNanos - beforeNanos >= 0 || from == null || from.calls.get() <= own;
        if (mayStay || !load.halfSent().remove(this)) {
            return false;
        }
        boolean held;
        synchronized (this) {
            held = counted;
            release();
        }
        Runnable end = ending;
        if (refusal == null && end != null) {
            refuse(Reason.CALLS);
            end.run();
        }
        return held;
    }

    @Override
    public void execute(Runnable step) {
        if (beginsHere) {
            beginsHere = false;
            step.run();
            return;
        }
        synchronized (this) {
            waitingSteps++;
            load.halfSent().remove(this); // its caller keeps nobody waiting while it waits itself
        }
        load.threads().execute(this, step);
    }

    /** A step that waited was done. */
    void stepped() {
        synchronized (this) {
            waitingSteps--;
            if (begunNanos != 0 && counted && waitingSteps == 0 && !working && !gone) {
                load.halfSent().add(this); // more of the request is to come
            }
        }
    }

    /** Whether what came of it waits for a thread, or has one. */
    public synchronized boolean isUnderWay() {
        return waitingSteps > 0 || working;
    }

    /** Whether health and reflection run it, on threads of their own. */
    public boolean isProbe() {
        return callClass == CallClass.PROBES;
    }

    /** When it came, as of {@link System#nanoTime}. */
    public long arrivalNanos() {
        return arrivalNanos;
    }

    /** By when it should have its thread. */
    long dueNanos() {
        return arrivalNanos + callClass.patienceNanos();
    }

    /** Whether it is refused: nothing of it needs to be looked at. */
    public boolean isRefused() {
        return refusal != null;
    }

    private void refuse(Reason reason) {
        refusal = reason;
        load.refused(callClass, reason);
    }

    /** What a refused call is told. */
    public StatusRuntimeException refusal() {
        return load.refusals().of(callClass, refusal == null ? Reason.CALLS : refusal);
    }

    /** Tells it so. */
    void answerRefused(ServerCall<?, ?> refused) {
        Statuses.close(refused, refusal());
    }

    /**
     * The call is to begin as {@code begun}; {@code end} closes it with its refusal, from any thread. False when it has been
     * answered meanwhile, or is not wanted any more.
     */
    boolean begin(ServerCall<?, ?> begun, Runnable end) {
        ending = end;
        if (!taken.compareAndSet(false, true)) {
            return false;
        }
        begunCall = begun;
        begunNanos = System.nanoTime();
        synchronized (this) {
            if (counted && waitingSteps == 0) {
                load.halfSent().add(this);
            }
            return !gone;
        }
    }

    /** Answers a call that still waits for a thread when it ought to have ended. */
    void expire(long nowNanos, long maxNanos) {
        if (nowNanos - arrivalNanos <= maxNanos) {
            return;
        }
        ServerCall<?, ?> arrived = call;
        ServerCall<?, ?> begun = begunCall;
        if (arrived != null && taken.compareAndSet(false, true)) {
            Statuses.close(arrived, tooLate(Duration.ofNanos(maxNanos)));
        } else if (begun != null && begun.getMethodDescriptor().getType().serverSendsOneMessage()) {
            Statuses.close(begun, tooLate(Duration.ofNanos(maxNanos)));
        }
    }

    /** What a call is told that lasts longer than the server's own limit. */
    public static StatusRuntimeException tooLate(Duration max) {
        return Statuses.exception(
                Code.DEADLINE_EXCEEDED,
                "the call took longer than the server's limit of " + max.toMillis() + " ms",
                "DEADLINE_MAX",
                Map.of("limitMs", Long.toString(max.toMillis())));
    }

    /** Bytes of the request were received. Where they do not fit the call is refused and the rest is not kept. */
    public void received(long bytes) {
        if (refusal == null && !hold(bytes)) {
            refuse(Reason.REQUEST_BYTES);
            Runnable end = ending;
            if (end != null) {
                end.run();
            }
        }
    }

    /** The request turned out to have so many bytes in all, as when it came compressed; false when they do not fit. */
    public boolean holds(long bytes) {
        long more;
        synchronized (this) {
            more = bytes - requestBytes;
        }
        if (more > 0) {
            received(more);
        }
        return refusal == null;
    }

    private synchronized boolean hold(long bytes) {
        Connection from = connection;
        if (from == null || gone) {
            return true;
        }
        long small = small(requestBytes + bytes) - small(requestBytes);
        if (small > 0 && !load.requests().take(from.requests, small)) {
            return false;
        }
        requestBytes += bytes;
        if (requestBytes > LoadLimits.SMALL_BYTES && !large) {
            large = load.beginLarge(from);
            return large;
        }
        return true;
    }

    /** A step of it has waited for its thread. Steps run one at a time. */
    void waited(long nanos) {
        waitedNanos += nanos;
    }

    /**
     * The endpoint gets the request: what it holds stays held until it has answered, even when nobody waits any more. How long
     * the call waited is known now; how long its caller took to send it is not of the server's making.
     */
    void working() {
        load.halfSent().remove(this);
        synchronized (this) {
            working = true;
        }
        load.began(callClass, waitedNanos);
    }

    /** The endpoint has answered, or never will. */
    synchronized void worked() {
        working = false;
        release();
        if (!gone && answerBytes > 0) {
            answeredNanos = System.nanoTime();
            load.unread().add(this);
        }
    }

    /** The endpoint has the request, and from here on other rules bound the call. */
    void handedOn() {
        load.halfSent().remove(this);
        synchronized (this) {
            release();
        }
        load.began(callClass, waitedNanos);
    }

    /** Gives back what the work needs. */
    private void release() {
        Connection from = connection;
        if (from == null) {
            return;
        }
        if (counted) {
            counted = false;
            load.end(callClass, from);
        }
        if (large) {
            large = false;
            load.endLarge(from);
        }
        load.requests().give(from.requests, small(requestBytes));
        requestBytes = 0;
    }

    /** What of so many bytes is of the small requests' budget. */
    private static long small(long bytes) {
        return Math.min(LoadLimits.SMALL_BYTES, bytes);
    }

    /**
     * An answer of so many bytes is to be sent.
     *
     * @param must whether it is sent even if it does not fit
     * @param drained whether what was sent before has been taken
     */
    synchronized boolean answer(long bytes, boolean must, boolean drained) {
        Connection from = connection;
        if (from == null || gone) {
            return true;
        }
        if (drained) {
            load.answers().give(from.answers, answerBytes);
            answerBytes = 0;
        }
        if (must) {
            load.answers().add(from.answers, bytes);
        } else if (!load.answers().take(from.answers, bytes)) {
            refuse(Reason.UNREAD_ANSWERS);
            return false;
        }
        answerBytes += bytes;
        return true;
    }

    /** Breaks a call off whose answer lies there for too long. */
    void cutIfUnread(long nowNanos, Duration max) {
        Context.CancellableContext own = context;
        boolean old;
        synchronized (this) {
            old = nowNanos - answeredNanos > max.toNanos();
        }
        if (old && own != null) {
            own.cancel(new TimeoutException("the answer was not read for " + max.toSeconds() + " s"));
        }
    }

    /** Nothing more of the call comes or goes: its last byte was taken, or its caller is gone. */
    public void gone() {
        synchronized (this) {
            if (gone) {
                return;
            }
            gone = true;
            Connection from = connection;
            if (from != null) {
                load.answers().give(from.answers, answerBytes);
                answerBytes = 0;
            }
            if (!working) {
                release();
            }
            load.unread().remove(this);
        }
        load.halfSent().remove(this);
    }
}
