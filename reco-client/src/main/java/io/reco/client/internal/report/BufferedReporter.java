package io.reco.client.internal.report;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import io.reco.client.Operation;
import io.reco.client.RecommendException;
import io.reco.client.RecommendException.Code;
import io.reco.client.Violation;
import io.reco.client.feedback.Event;
import io.reco.client.feedback.FeedbackReporter;
import io.reco.client.feedback.ReportResult;
import io.reco.client.feedback.ReporterCounts;
import io.reco.client.feedback.ReporterListener;
import io.reco.client.feedback.ReporterOptions;
import io.reco.client.internal.repeat.Backoff;
import io.reco.client.internal.wire.Chunks;
import io.reco.client.internal.wire.Events;
import io.reco.client.internal.wire.Failures;

/**
 * A bounded queue and the one thread that empties it. All state is guarded by {@link #lock}; the thread lets go of it while
 * it sends. Events are settled in the order taken, so "everything taken so far is settled" is one comparison.
 */
public final class BufferedReporter implements FeedbackReporter {
    private static final Duration BACKOFF_FIRST = Duration.ofMillis(20);
    private static final Duration BACKOFF_MAX = Duration.ofSeconds(2);
    private static final Duration STOP_SLACK = Duration.ofSeconds(1);

    private static final Logger log = System.getLogger(FeedbackReporter.class.getName());

    private final ReporterOptions options;
    private final Function<Collection<Event>, ReportResult> sender;
    private final Thread thread = new Thread(this::deliverAll, "reco-feedback-reporter");

    private final ReentrantLock lock = new ReentrantLock();
    /** Something for the thread to do: an event, a flush, the close. */
    private final Condition work = lock.newCondition();
    /** Something for callers: room, or events settled. */
    private final Condition progress = lock.newCondition();

    private final ArrayDeque<Waiting> queue = new ArrayDeque<>();
    /** Of the events in the queue. */
    private long queueBytes;

    private int sending;
    private long taken;
    private long settled;
    /** Everything up to this one is to be sent without waiting for a full batch. */
    private long flushUpTo;

    private boolean closed;
    private long closeEndNanos;
    private Duration closeTimeout = Duration.ZERO;
    private Runnable onClosed = () -> {};

    private long accepted;
    private long duplicates;
    private long refused;
    private long abandoned;
    private long turnedAway;
    /** Of the one thread alone. */
    private boolean warned;

    /** An event in the queue, with its size in a request. */
    private record Waiting(Event event, int bytes, long sinceNanos) {}

    public BufferedReporter(ReporterOptions options, Function<Collection<Event>, ReportResult> sender) {
        this.options = options;
        this.sender = sender;
        thread.setDaemon(true);
    }

    public void start(Duration closeTimeout, Runnable onClosed) {
        this.closeTimeout = closeTimeout;
        this.onClosed = onClosed;
        thread.start();
    }

    @Override
    public boolean report(Event event) {
        int bytes = Events.message(event).getSerializedSize();
        lock.lock();
        try {
            if (!awaitRoom()) {
                turnedAway++;
                return false;
            }
            queue.add(new Waiting(event, bytes, System.nanoTime()));
            queueBytes += bytes;
            taken++;
            if (queue.size() == 1 || batchFull()) {
                work.signal();
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    private boolean awaitRoom() {
        long left = options.waitWhenFull().toNanos();
        try {
            while (!closed && queue.size() + sending >= options.capacity()) {
                if (left <= 0) {
                    return false;
                }
                left = progress.awaitNanos(left);
            }
            return !closed;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public boolean flush(Duration timeout) {
        long left = timeout.toNanos();
        lock.lock();
        try {
            long upTo = taken;
            flushUpTo = upTo;
            work.signal();
            while (settled < upTo) {
                if (left <= 0) {
                    return false;
                }
                left = progress.awaitNanos(left);
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public ReporterCounts counts() {
        lock.lock();
        try {
            return new ReporterCounts(accepted, duplicates, refused, abandoned, turnedAway, queue.size() + sending);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        if (!beginClose()) {
            return;
        }
        boolean interrupted = Thread.interrupted();
        try {
            if (interrupted) {
                thread.interrupt();
            }
            thread.join(closeTimeout.toMillis());
            thread.interrupt(); // ends the call under way, if there still is one
            thread.join(STOP_SLACK.toMillis());
        } catch (InterruptedException e) {
            thread.interrupt();
            interrupted = true;
        } finally {
            onClosed.run();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private boolean beginClose() {
        lock.lock();
        try {
            if (closed) {
                return false;
            }
            closed = true;
            closeEndNanos = System.nanoTime() + closeTimeout.toNanos();
            work.signal();
            progress.signalAll();
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void deliverAll() {
        try {
            List<Event> batch = nextBatch();
            while (!batch.isEmpty()) {
                deliver(batch);
                batch = nextBatch();
            }
        } catch (InterruptedException e) {
            abandonRest(List.of()); // close() ran out of time
        }
    }

    /** Waits until there is a batch to send; empty when closed and nothing is left. */
    private List<Event> nextBatch() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (!batchDue()) {
                if (queue.isEmpty()) {
                    if (closed) {
                        return List.of();
                    }
                    work.await();
                } else {
                    work.awaitNanos(ageLeftNanos());
                }
            }
            List<Event> batch = takeBatch();
            sending = batch.size();
            return batch;
        } finally {
            lock.unlock();
        }
    }

    /** The oldest events, as many as one request holds. */
    private List<Event> takeBatch() {
        List<Event> batch = new ArrayList<>(Math.min(queue.size(), options.batchSize()));
        long bytes = 0;
        while (!queue.isEmpty() && batch.size() < options.batchSize()) {
            bytes += queue.element().bytes();
            if (bytes > Chunks.BYTES_MAX && !batch.isEmpty()) {
                break;
            }
            Waiting oldest = queue.remove();
            queueBytes -= oldest.bytes();
            batch.add(oldest.event());
        }
        return batch;
    }

    private boolean batchDue() {
        return !queue.isEmpty() && (closed || settled < flushUpTo || batchFull() || ageLeftNanos() <= 0);
    }

    private boolean batchFull() {
        return queue.size() >= options.batchSize() || queueBytes >= Chunks.BYTES_MAX;
    }

    private long ageLeftNanos() {
        Waiting oldest = queue.element();
        return options.maxAge().toNanos() - (System.nanoTime() - oldest.sinceNanos());
    }

    private void deliver(List<Event> batch) throws InterruptedException {
        Backoff backoff = new Backoff(BACKOFF_FIRST, BACKOFF_MAX);
        while (true) {
            try {
                settle(batch, sender.apply(batch));
                return;
            } catch (RecommendException e) {
                if (Thread.interrupted()) {
                    abandonRest(batch);
                    return;
                }
                if (!e.retryable()) {
                    refuse(batch, e);
                    return;
                }
                if (!pause(backoff.after(e).toNanos())) {
                    abandonRest(batch);
                    return;
                }
            } catch (RuntimeException defect) {
                if (Thread.interrupted()) {
                    abandonRest(batch); // close() ran out of time, and the client is gone before the batch left
                    return;
                }
                refuse(batch, Failures.local(Operation.REPORT, Code.UNKNOWN, "reporter: " + defect, defect));
                return;
            }
        }
    }

    /** Waits before another attempt; false when the reporter is closed and another would come too late. */
    private boolean pause(long nanos) throws InterruptedException {
        long end = System.nanoTime() + nanos;
        lock.lockInterruptibly();
        try {
            long left = nanos;
            while (left > 0) {
                if (closed && end - closeEndNanos > 0) {
                    return false;
                }
                work.awaitNanos(left);
                left = end - System.nanoTime();
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void settle(List<Event> batch, ReportResult result) {
        settled(batch.size(), () -> {
            accepted += result.accepted();
            duplicates += result.duplicates().size();
            refused += result.refused().size();
        });
        result.refused().forEach(event -> tell(() -> options.listener().refused(event)));
        if (!result.refused().isEmpty()) {
            warnOnce(result.refused().get(0).violations().stream()
                    .map(Violation::description)
                    .collect(Collectors.joining("; ")));
        }
    }

    private void refuse(List<Event> batch, RecommendException reason) {
        settled(batch.size(), () -> refused += batch.size());
        tell(() -> options.listener().refused(batch, reason));
        warnOnce(reason.getMessage());
    }

    /** Where nobody listens, events would go missing unseen. */
    private void warnOnce(@Nullable String reason) {
        if (options.listener() == ReporterListener.NONE && !warned) {
            warned = true;
            log.log(
                    Level.WARNING,
                    "feedback refused, told once; a ReporterListener hears of all, counts() counts them: " + reason);
        }
    }

    private void abandonRest(List<Event> batch) {
        List<Event> rest = new ArrayList<>(batch);
        lock.lock();
        try {
            queue.forEach(waiting -> rest.add(waiting.event()));
            queue.clear();
            queueBytes = 0;
        } finally {
            lock.unlock();
        }
        settled(rest.size(), () -> abandoned += rest.size());
        if (!rest.isEmpty()) {
            tell(() -> options.listener().abandoned(List.copyOf(rest)));
        }
    }

    private void settled(int count, Runnable update) {
        lock.lock();
        try {
            update.run();
            settled += count;
            sending = 0;
            progress.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** A listener that throws must not end the delivery of the events after. */
    private void tell(Runnable news) {
        try {
            news.run();
        } catch (RuntimeException e) {
            thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
        }
    }
}
