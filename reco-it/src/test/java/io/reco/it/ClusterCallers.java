package io.reco.it;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

import io.reco.client.RecommendClient;
import io.reco.client.RecommendException;
import io.reco.client.RecommendException.Code;
import io.reco.client.feedback.Event;
import io.reco.client.feedback.ReportResult;
import io.reco.client.page.Page;

/**
 * Callers who ask for a page of a reader and report an event, over and over, and report again what was refused until it is
 * acknowledged. Each has readers of its own, so that it knows what they saw.
 */
final class ClusterCallers implements AutoCloseable {

    private static final int CALLERS = 4;
    private static final int READERS = 16;
    private static final int PAGE = 5;

    /**
     * A call that was refused, or had no answer in time.
     *
     * @param at when it had ended
     */
    record Failure(Instant at, String reader, Code code, boolean retryable) {}

    private final RecommendClient client;
    private final String run;
    private final List<Thread> threads = new ArrayList<>();
    private final Map<String, String> acknowledged = new ConcurrentHashMap<>();
    private final Queue<Failure> failures = new ConcurrentLinkedQueue<>();
    private final Queue<Throwable> wrong = new ConcurrentLinkedQueue<>();
    private final Map<String, Instant> lastAnswered = new ConcurrentHashMap<>();
    private final AtomicLong pages = new AtomicLong();
    private final AtomicLong degraded = new AtomicLong();
    private final AtomicLong calls = new AtomicLong();
    private volatile boolean stopped;

    private ClusterCallers(RecommendClient client, String run) {
        this.client = client;
        this.run = run;
    }

    /**
     * Starts them.
     *
     * @param run part of their readers' ids
     */
    static ClusterCallers start(RecommendClient client, String run) {
        ClusterCallers callers = new ClusterCallers(client, run);
        for (int i = 0; i < CALLERS; i++) {
            int caller = i;
            callers.threads.add(new Thread(() -> callers.call(caller), "caller-" + run + "-" + i));
        }
        callers.threads.forEach(Thread::start);
        return callers;
    }

    private void call(int caller) {
        Map<String, Set<String>> shown = new HashMap<>();
        Set<String> stamps = new HashSet<>();
        try {
            for (int round = 0; !stopped; round++) {
                String reader = run + "-" + caller + "-" + round % READERS;
                String article = ask(reader, shown, stamps);
                report(Event.view(reader, article).withId(run + "-" + round));
                lastAnswered.put(reader, Instant.now());
            }
        } catch (RuntimeException | AssertionError e) {
            wrong.add(e);
        }
    }

    /** An article of the reader's next page, which has none of the page before it. */
    private String ask(String reader, Map<String, Set<String>> shown, Set<String> stamps) {
        while (true) {
            calls.incrementAndGet();
            try {
                Page page = client.recommend(reader, PAGE);
                pages.incrementAndGet();
                if (page.degraded()) {
                    degraded.incrementAndGet();
                    return page.articleIds().get(0);
                }
                if (!stamps.add(reader + page.stamp())) {
                    throw new AssertionError("the page of " + reader + " at " + page.stamp() + " came twice");
                }
                Set<String> now = new HashSet<>(page.articleIds());
                Set<String> again = new HashSet<>(shown.getOrDefault(reader, Set.of()));
                again.retainAll(now);
                if (!again.isEmpty()) {
                    throw new AssertionError("two pages of " + reader + " one after the other have " + again);
                }
                shown.put(reader, now);
                return page.articleIds().get(0);
            } catch (RecommendException e) {
                note(reader, e);
            }
        }
    }

    private void report(Event event) {
        while (true) {
            calls.incrementAndGet();
            try {
                ReportResult result = client.report(event);
                if (result.accepted() + result.duplicates().size() != 1) {
                    throw new AssertionError(event + ": " + result);
                }
                acknowledged.put(event.reader() + "/" + event.id(), event.article());
                return;
            } catch (RecommendException e) {
                note(event.reader(), e);
            }
        }
    }

    private void note(String reader, RecommendException e) {
        failures.add(new Failure(Instant.now(), reader, e.code(), e.retryable()));
    }

    /** Waits until each caller had an answer for each of its readers that it asked after this call. */
    void awaitProgress(Duration atMost) {
        Instant from = Instant.now();
        await().atMost(atMost).until(() -> {
            requireRight();
            return lastAnswered.size() == CALLERS * READERS
                    && lastAnswered.values().stream().allMatch(from::isBefore);
        });
    }

    private void requireRight() {
        Throwable first = wrong.peek();
        if (first != null) {
            throw new AssertionError("a caller saw what may not be", first);
        }
    }

    /** All so far. */
    List<Failure> failures() {
        return List.copyOf(failures);
    }

    /** The article of each event that was acknowledged, by its reader and its id. */
    Map<String, String> acknowledged() {
        return Map.copyOf(acknowledged);
    }

    long calls() {
        return calls.get();
    }

    long pages() {
        return pages.get();
    }

    long degraded() {
        return degraded.get();
    }

    /** How many readers they have. */
    static int readers() {
        return CALLERS * READERS;
    }

    /** Ends when all that was reported is acknowledged. */
    void stop() {
        close();
        requireRight();
    }

    @Override
    public void close() {
        stopped = true;
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }
}
