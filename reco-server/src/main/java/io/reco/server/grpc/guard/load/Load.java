package io.reco.server.grpc.guard.load;

import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ObjLongConsumer;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.reco.server.grpc.guard.load.bound.ByteBudget;
import io.reco.server.grpc.guard.load.bound.LoadLimits;
import io.reco.server.grpc.guard.load.bound.QueueLimit;

/**
 * What a server has taken on, and whether it takes one more call. All decisions are made without waiting, so that a refusal is
 * answered at once however long the queue is.
 */
public final class Load implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Load.class);

    /** Overload is over when nothing was refused for so long. */
    private static final Duration QUIET = Duration.ofSeconds(5);
    /** So long a request may be on its way before its call's place goes to another one, where there is no other place. */
    private static final long GIVES_WAY_NANOS = Duration.ofMillis(250).toNanos();
    /** A connection's answers are not in anybody's way below this. */
    private static final int ANSWERS_UNCROWDED = 256 << 10;

    /** Why a call was refused. */
    public enum Reason {
        /** More calls are under way than the server has threads for. */
        CALLS,
        /** More bytes of requests are held than fit. */
        REQUEST_BYTES,
        /** Its connection leaves answers unread. */
        UNREAD_ANSWERS;

        /** As metrics name it. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** One connection of a caller: its share of what all have. */
    public static final class Connection {
        final ByteBudget.Share requests = new ByteBudget.Share();
        final ByteBudget.Share answers = new ByteBudget.Share();
        final AtomicInteger calls = new AtomicInteger();
        private final AtomicInteger large = new AtomicInteger();

        private Connection() {}
    }

    private final LoadLimits limits;
    private final long deadlineMaxNanos;
    private final ObjLongConsumer<CallClass> waits;
    private final Refusals refusals = new Refusals();
    private final CallThreads threads;
    private final QueueLimit limit;
    private final ByteBudget requests;
    private final ByteBudget answers;
    private final AtomicInteger calls = new AtomicInteger();
    private final AtomicInteger large = new AtomicInteger();
    private final Map<CallClass, AtomicInteger> byClass = new EnumMap<>(CallClass.class);
    private final Map<CallClass, Map<Reason, LongAdder>> refused = new EnumMap<>(CallClass.class);
    /** Answered, and not yet read. */
    private final Set<Passage> unread = ConcurrentHashMap.newKeySet();
    /** Begun, while their requests are still to come; who began first is first. */
    private final Set<Passage> halfSent = Collections.synchronizedSet(new LinkedHashSet<>());

    private volatile long lastRefusalNanos;
    private volatile boolean overloaded;
    private long refusedBefore;

    /**
     * Takes calls at once.
     *
     * @param deadlineMax how long a call may wait before it is begun, at most
     * @param waits told how many nanoseconds each call waited before it began
     */
    public Load(LoadLimits limits, Duration deadlineMax, ObjLongConsumer<CallClass> waits) {
        this.limits = limits;
        this.deadlineMaxNanos = deadlineMax.toNanos();
        this.waits = waits;
        threads = new CallThreads(limits.threads());
        limit = new QueueLimit(limits, System.nanoTime());
        requests = new ByteBudget(limits.smallBytes());
        answers = new ByteBudget(limits.answerBytes());
        for (CallClass callClass : CallClass.values()) {
            byClass.put(callClass, new AtomicInteger());
            Map<Reason, LongAdder> counts = new EnumMap<>(Reason.class);
            for (Reason reason : Reason.values()) {
                counts.put(reason, new LongAdder());
            }
            refused.put(callClass, counts);
        }
    }

    /** A caller has connected. What it holds goes with its calls. */
    public Connection connection() {
        return new Connection();
    }

    /** A call arrives now. */
    public Passage passage(String fullMethodName) {
        return new Passage(this, CallClass.of(fullMethodName), System.nanoTime());
    }

    /** Why a call cannot be taken; empty when it is, and then it is counted until {@link #end}. */
    Optional<Reason> begin(CallClass callClass, Connection connection) {
        if (answers.isCrowded(connection.answers, ANSWERS_UNCROWDED)) {
            return Optional.of(Reason.UNREAD_ANSWERS);
        }
        int max = limit.calls();
        int all = calls.getAndIncrement();
        int own = connection.calls.getAndIncrement();
        int alike = counter(callClass).getAndIncrement();
        boolean room = all < callClass.share() * max || alike == 0;
        // Two thirds at most for one connection alone, and less as others come.
        boolean fair = own <= 2 * Math.max(0, max - all);
        if ((room && fair) || (!room && givesWay(own))) {
            return Optional.empty();
        }
        end(callClass, connection);
        return Optional.of(Reason.CALLS);
    }

    /**
     * Whether a call made room whose request does not come, of a connection that has more calls under way than the arriving one:
     * a place is for work, and that call has none for anybody.
     */
    private boolean givesWay(int own) {
        @Nullable Passage first;
        synchronized (halfSent) {
            Iterator<Passage> inOrder = halfSent.iterator();
            first = inOrder.hasNext() ? inOrder.next() : null;
        }
        return first != null && first.giveWay(System.nanoTime() - GIVES_WAY_NANOS, own);
    }

    void end(CallClass callClass, Connection connection) {
        calls.decrementAndGet();
        connection.calls.decrementAndGet();
        counter(callClass).decrementAndGet();
    }

    /** Whether one more large request fits; it is counted until {@link #endLarge}. */
    boolean beginLarge(Connection connection) {
        int all = large.getAndIncrement();
        int own = connection.large.getAndIncrement();
        if (all < limits.largeMax() && (own == 0 || own < limits.largeMax() - all)) {
            return true;
        }
        endLarge(connection);
        return false;
    }

    void endLarge(Connection connection) {
        large.decrementAndGet();
        connection.large.decrementAndGet();
    }

    /** A call has its thread, after it has waited for it so long. */
    void began(CallClass callClass, long waitedNanos) {
        if (callClass != CallClass.PROBES) {
            limit.began(System.nanoTime(), waitedNanos - callClass.patienceNanos(), calls.get());
            waits.accept(callClass, waitedNanos);
        }
    }

    void refused(CallClass callClass, Reason reason) {
        count(callClass, reason).increment();
        lastRefusalNanos = System.nanoTime();
        if (!overloaded) {
            enter(callClass, reason);
        }
    }

    private synchronized void enter(CallClass callClass, Reason reason) {
        if (!overloaded) {
            overloaded = true;
            log.warn(
                    "overload begins, calls are refused class={} reason={} calls={} limit={} request_bytes={} large={}"
                            + " answer_bytes={}",
                    callClass.label(),
                    reason.label(),
                    calls.get(),
                    limit.calls(),
                    requests.held(),
                    large.get(),
                    answers.held());
        }
    }

    /**
     * Looks at the time: answers calls that waited for too long, lets go of answers that nobody reads, and says so when overload
     * is over. To be called several times a second.
     */
    public void tick() {
        long now = System.nanoTime();
        threads.forEachWaiting(passage -> passage.expire(now, deadlineMaxNanos));
        unread.forEach(passage -> passage.cutIfUnread(now, limits.unreadMax()));
        if (overloaded && now - lastRefusalNanos > QUIET.toNanos()) {
            leave();
        }
    }

    private synchronized void leave() {
        overloaded = false;
        long refusals = allRefusals();
        log.info("overload is over refused={} limit={}", refusals - refusedBefore, limit.calls());
        refusedBefore = refusals;
    }

    private long allRefusals() {
        return refused.values().stream()
                .flatMap(counts -> counts.values().stream())
                .mapToLong(LongAdder::sum)
                .sum();
    }

    Refusals refusals() {
        return refusals;
    }

    CallThreads threads() {
        return threads;
    }

    ByteBudget requests() {
        return requests;
    }

    ByteBudget answers() {
        return answers;
    }

    Set<Passage> unread() {
        return unread;
    }

    Set<Passage> halfSent() {
        return halfSent;
    }

    /** The limit of calls under way as of now. */
    public int limit() {
        return limit.calls();
    }

    /** Calls of a class under way: those that wait, run, or wait for the disk. */
    public int inFlight(CallClass callClass) {
        return counter(callClass).get();
    }

    /** Steps of calls that wait for a thread. */
    public int waiting() {
        return threads.waiting();
    }

    /** Bytes of requests held, large ones up to what makes them large. */
    public long requestBytes() {
        return requests.held();
    }

    /** Large requests held. */
    public int largeRequests() {
        return large.get();
    }

    /** Bytes of answers that wait to be read. */
    public long answerBytes() {
        return answers.held();
    }

    /** How many calls of a class were refused since the start. */
    public long refusals(CallClass callClass, Reason reason) {
        return count(callClass, reason).sum();
    }

    private AtomicInteger counter(CallClass callClass) {
        return Objects.requireNonNull(byClass.get(callClass));
    }

    private LongAdder count(CallClass callClass, Reason reason) {
        return Objects.requireNonNull(
                Objects.requireNonNull(refused.get(callClass)).get(reason));
    }

    /** Lets the calls that it has taken be answered, and ends their threads. */
    @Override
    public void close() {
        threads.close();
    }
}
