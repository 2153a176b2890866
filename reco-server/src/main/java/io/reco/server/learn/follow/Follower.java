package io.reco.server.learn.follow;

import static java.util.Objects.requireNonNull;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;

import com.google.common.util.concurrent.Uninterruptibles;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.reco.server.domain.Fact;
import io.reco.server.domain.IdKeys;
import io.reco.server.domain.refusal.OutOfMemory;
import io.reco.server.model.FeatureShares;
import io.reco.server.model.Models;
import io.reco.server.model.View;
import io.reco.server.model.snapshot.ColumnWriter;
import io.reco.server.store.log.LogRewoundException;
import io.reco.server.store.log.Positions;
import io.reco.server.store.log.Tail;
import io.reco.server.threads.Threads;

/**
 * The one reader of the log of facts, and the only writer of what is live in the models: a thread that takes in facts in order
 * and, whenever it is up with the log, rebuilds neighbour rows that they made out of date.
 *
 * <p>Facts come first: rows are rebuilt in slices of a few milliseconds, half of the time at most, a tenth while facts come, and
 * the log is looked at between them. After a start the rows are built without pause until the first time that none waits.
 */
public final class Follower implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Follower.class);

    private static final int BATCH_MAX = 256;
    private static final long SLICE_NS = 4_000_000;
    private static final double REBUILD_PART = 0.5;
    /** While facts come their rows are soon due again: those that wait longer are built fewer times. */
    private static final double REBUILD_PART_BUSY = 0.1;

    private static final long BUSY_NS = Duration.ofSeconds(1).toNanos();
    private static final int ROWS_AT_ONCE = 8;
    /** After a start the blend is fitted to so many of the newest facts only. */
    private static final int BLEND_FACTS = 25_000;

    private static final Duration IDLE = Duration.ofMillis(200);
    private static final Duration TIDY_EVERY = Duration.ofSeconds(1);

    private final Beginning beginning;
    private final Models models;
    private final ModelWriter writer;
    private final List<Fact> batch = new ArrayList<>(BATCH_MAX);
    private final Thread thread;

    /** Held while a batch is taken in or rows are rebuilt; fair, so that who wants a pause comes next. */
    private final ReentrantLock turn = new ReentrantLock(true);

    private final Progress applied = new Progress();
    private final Progress settled = new Progress();
    private final CompletableFuture<Void> ready = new CompletableFuture<>();
    private final CompletableFuture<Throwable> failure = new CompletableFuture<>();

    private final long startedNs = System.nanoTime();
    private long nextTidyNs = startedNs;
    private long taken;
    private long takenNs = startedNs;
    private long nextRebuildNs = startedNs;
    private final LongAdder rewinds = new LongAdder();
    private volatile int rowsDue;
    private volatile long behind;
    private volatile long upToDateNs = startedNs;
    private @Nullable Begun begun;
    private volatile Positions at = Positions.START;
    private volatile boolean caughtUp;
    private volatile boolean closed;

    /** How the models come to know what was before. */
    @FunctionalInterface
    public interface Beginning {

        /** Teaches models that know nothing yet, in the follower's thread. */
        Begun begin(ModelWriter writer);

        /**
         * Teaches models anew that know what never was; likewise.
         *
         * @param upTo what stood in the log after this place is lost
         */
        default Begun again(ModelWriter writer, Positions upTo) {
            throw new IllegalStateException(
                    "log rewound to " + upTo + " (expected: one that keeps what was read of it)");
        }
    }

    /**
     * What a follower begins with.
     *
     * @param facts the log from where the models have come to, for this follower alone
     * @param withRows whether the models have neighbour rows, so that pages need not wait for those that are out of date
     */
    public record Begun(Tail facts, boolean withRows) {}

    private Follower(Beginning beginning, Models models, ModelWriter writer) {
        this.beginning = beginning;
        this.models = models;
        this.writer = writer;
        this.thread = Threads.daemon("reco-follower", this::follow);
    }

    /**
     * Begins to follow the log.
     *
     * @param models know nothing yet
     * @param ids the keys that ids have in the log's store
     * @param featureShares what the blend is fitted with
     */
    public static Follower start(
            Beginning beginning, IdKeys ids, Models models, Clock clock, FeatureShares featureShares) {
        Follower follower = new Follower(beginning, models, ModelWriter.live(models, ids, clock, featureShares));
        follower.thread.start();
        return follower;
    }

    /** The same from the log's beginning on. */
    public static Follower start(Tail facts, IdKeys ids, Models models, Clock clock, FeatureShares featureShares) {
        return start(writer -> new Begun(facts, false), ids, models, clock, featureShares);
    }

    /** One without a thread, from the log's beginning on: it follows as far as its caller steps it. */
    public static Follower stepped(Tail facts, IdKeys ids, Models models, Clock clock, FeatureShares featureShares) {
        ModelWriter writer = new ModelWriter(models, ids, clock, featureShares);
        Follower follower = new Follower(replaying -> new Begun(facts, false), models, writer);
        follower.begin();
        return follower;
    }

    private Begun begin() {
        Begun first = beginning.begin(writer);
        begun = first;
        at = first.facts.at();
        applied.reached(at);
        return first;
    }

    /**
     * Completes when every fact up to the place is in the models; at once when it is already. Cancelled when the follower
     * closes before.
     */
    public CompletableFuture<Void> applied(Positions upTo) {
        return applied.reaching(upTo);
    }

    /**
     * Completes when every fact up to the place is in the models and no neighbour row waits; otherwise as {@link #applied}.
     */
    public CompletableFuture<Void> settled(Positions upTo) {
        return settled.reaching(upTo);
    }

    /** Up to where all facts are in the models. */
    public Positions at() {
        return at;
    }

    /** The same as a number, see {@link Positions#sum}. */
    public long position() {
        return at.sum();
    }

    /** How many neighbour rows wait for being rebuilt; looked at before {@link #at} moves on, and after rows were rebuilt. */
    public int rowsDue() {
        return rowsDue;
    }

    /** About how many facts of the log are not in the models, when it was looked at last. */
    public long behind() {
        return behind;
    }

    /** Since when the models were always behind the log, milliseconds; 0 while they are not. */
    public long behindMs() {
        return behind == 0 ? 0 : (System.nanoTime() - upToDateNs) / 1_000_000;
    }

    /** How often facts that the models had were lost, so that these began anew. */
    public long rewinds() {
        return rewinds.sum();
    }

    /**
     * Whether all that the log held at some moment since the start is in the models; neighbour rows included, unless the models
     * began with rows.
     */
    public boolean caughtUp() {
        return caughtUp;
    }

    /** Completes when {@link #caughtUp} first holds; cancelled when the follower ends before. */
    public CompletableFuture<Void> ready() {
        return ready.copy();
    }

    /** Completes with the defect that ended the follower, if one ever does; the models then stay as they are. */
    public CompletableFuture<Throwable> failure() {
        return failure.copy();
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        Uninterruptibles.joinUninterruptibly(thread);
        stop(); // here for one without a thread
    }

    private void follow() {
        @Nullable Throwable defect = null;
        try {
            var unused = begin();
            while (!closed) {
                try {
                    goOn();
                } catch (LogRewoundException e) {
                    beginAgain(e);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // closing
        } catch (RuntimeException | Error e) {
            OutOfMemory.report(e);
            if (!closed) {
                log.error("follower stopped position={}", at, e);
                defect = e;
            }
        } finally {
            stop();
        }
        if (defect != null) {
            failure.complete(defect);
        }
    }

    private void goOn() throws InterruptedException {
        Tail facts = requireNonNull(begun).facts;
        while (!closed) {
            Duration rest = step();
            if (!rest.isZero()) {
                facts.awaitNewer(rest);
            }
        }
    }

    /** What the models took in of facts that are lost must go, for whoever sent them sends them again. */
    private void beginAgain(LogRewoundException lost) {
        turn.lock();
        try {
            rewinds.increment();
            log.warn("models begin anew: {}", lost.getMessage());
            Begun next = beginning.again(writer, lost.goOnFrom());
            begun = next;
            rowsDue = writer.staleRows();
            at = next.facts.at();
            applied.reached(at);
        } finally {
            turn.unlock();
        }
    }

    /** Does what is due, and says how long to rest then unless there are facts. */
    private Duration step() {
        turn.lock();
        try {
            Duration rest = takeIn() ? Duration.ZERO : rebuild();
            tidy();
            return rest;
        } finally {
            turn.unlock();
        }
    }

    /** Waits for the end of what is under way, and then keeps the follower from everything until the pause is closed. */
    public Pause pause() {
        turn.lock();
        return new Pause();
    }

    /** While it lasts, nothing changes in the models but what is learned in the background. For the thread that asked for it. */
    public final class Pause implements AutoCloseable {

        private final long beginNs = System.nanoTime();
        private long endNs;

        private Pause() {}

        /** Up to where all facts are in the models. */
        public Positions at() {
            return at;
        }

        /** Tells a snapshot all that facts change. */
        public void save(ColumnWriter out) {
            writer.save(out);
        }

        /** How long it lasted, milliseconds; once it has ended. */
        public long lastedMs() {
            return (endNs - beginNs) / 1_000_000;
        }

        @Override
        public void close() {
            end();
        }

        /** Ends it; when it has ended, nothing happens. */
        public void end() {
            if (turn.isHeldByCurrentThread()) {
                endNs = System.nanoTime();
                turn.unlock();
            }
        }
    }

    /** Takes one batch of facts in; false when there is none. Of one without a thread, for its caller alone. */
    public boolean takeIn() {
        Tail facts = requireNonNull(begun).facts;
        batch.clear();
        if (facts.read(BATCH_MAX, batch::add) == 0) {
            behind(0);
            return false;
        }
        behind(facts.behind());
        if (behind > BLEND_FACTS) {
            writer.replay(batch);
        } else {
            writer.apply(batch);
        }
        taken += batch.size();
        takenNs = System.nanoTime();
        rowsDue = writer.staleRows();
        at = facts.at();
        applied.reached(at);
        return true;
    }

    private void behind(long facts) {
        behind = facts;
        if (facts == 0) {
            upToDateNs = System.nanoTime();
        }
    }

    /** Takes all facts in, and then rebuilds all rows. Of one without a thread, for its caller alone. */
    public void catchUp() {
        while (takeIn()) {
            // until there are no more
        }
        rebuildRows(Integer.MAX_VALUE);
        writer.settle();
    }

    /** Rebuilds those rows that wait longest, at most {@code limit}. Of one without a thread, for its caller alone. */
    public void rebuildRows(int limit) {
        writer.followDamping();
        for (int left = limit; left > 0 && writer.staleRows() > 0; left -= ROWS_AT_ONCE) {
            writer.rebuildRows(Math.min(left, ROWS_AT_ONCE));
        }
        rowsDue = writer.staleRows();
    }

    /** Rebuilds rows for a slice of time, and says how long to rest from it. */
    private Duration rebuild() {
        writer.followDamping();
        boolean none = writer.staleRows() == 0;
        if (!caughtUp && (none || requireNonNull(begun).withRows)) {
            writer.settle();
            caughtUp = true;
            ready.complete(null);
            log.info(
                    "models caught up position={} readers={} followed={} ms={}",
                    at,
                    models.read(View::readerCount),
                    taken,
                    (System.nanoTime() - startedNs) / 1_000_000);
        }
        if (none) {
            settled.reached(at);
            return IDLE;
        }
        long begin = System.nanoTime();
        if (begin - nextRebuildNs < 0) {
            return Duration.ofNanos(nextRebuildNs - begin); // facts came meanwhile
        }
        while (System.nanoTime() - begin < SLICE_NS && writer.staleRows() > 0) {
            writer.rebuildRows(ROWS_AT_ONCE);
        }
        rowsDue = writer.staleRows();
        double part = begin - takenNs < BUSY_NS ? REBUILD_PART_BUSY : REBUILD_PART;
        long endNs = System.nanoTime();
        long restNs = caughtUp ? (long) ((endNs - begin) * (1 / part - 1)) : 0;
        nextRebuildNs = endNs + restNs;
        return Duration.ofNanos(restNs);
    }

    private void tidy() {
        long nowNs = System.nanoTime();
        if (caughtUp && nowNs - nextTidyNs >= 0) {
            writer.tidy();
            nextTidyNs = nowNs + TIDY_EVERY.toNanos();
        }
    }

    private void stop() {
        ready.cancel(false);
        applied.close();
        settled.close();
    }
}
