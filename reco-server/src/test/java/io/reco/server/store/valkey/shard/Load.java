package io.reco.server.store.valkey.shard;

import static java.util.Objects.requireNonNull;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;

import io.reco.server.domain.refusal.Failures;
import io.reco.server.domain.refusal.Refusal;

/** Writers that add ids without end, one a tag, and repeat those that were refused until they are acknowledged. */
final class Load implements AutoCloseable {

    private static final int BATCH = 8;
    private static final int PROGRESS = 5 * BATCH;
    private static final Duration SOON = Duration.ofSeconds(60);

    private final Shards shards;
    private final Map<String, Set<String>> acknowledged = new LinkedHashMap<>();
    private final Map<String, AtomicInteger> counts = new HashMap<>();
    private final List<Thread> writers = new ArrayList<>();
    private final List<Throwable> failures = new ArrayList<>();
    private volatile boolean stopped;

    private Load(Shards shards) {
        this.shards = shards;
    }

    static Load start(Shards shards, List<String> tags) {
        Load load = new Load(shards);
        for (String tag : tags) {
            load.acknowledged.put(tag, new LinkedHashSet<>());
            load.counts.put(tag, new AtomicInteger());
            load.writers.add(new Thread(() -> load.write(tag), "load-" + tag));
        }
        load.writers.forEach(Thread::start);
        return load;
    }

    private void write(String tag) {
        Ids ids = new Ids(shards, tag);
        for (int next = 0; !stopped; next += BATCH) {
            List<String> left = new ArrayList<>();
            for (int i = 0; i < BATCH; i++) {
                left.add(tag + "-" + (next + i));
            }
            while (!left.isEmpty() && !stopped) {
                left = refusedOf(left, ids);
            }
        }
    }

    private List<String> refusedOf(List<String> batch, Ids ids) {
        Map<String, CompletableFuture<String>> added = new LinkedHashMap<>();
        batch.forEach(id -> added.put(id, ids.add(id)));
        List<String> left = new ArrayList<>();
        added.forEach((id, answer) -> {
            try {
                answer.join();
                requireNonNull(acknowledged.get(ids.tag())).add(id);
                count(ids.tag()).incrementAndGet();
            } catch (CompletionException e) {
                left.add(id);
                note(e);
            }
        });
        return left;
    }

    private void note(CompletionException e) {
        if (!Failures.is(e, Refusal.Reason.UNAVAILABLE)) {
            synchronized (failures) {
                failures.add(e);
            }
            stopped = true;
        }
    }

    /** Waits until ids of all tags were acknowledged that were added after this call. */
    void awaitProgress() {
        awaitProgress(List.copyOf(acknowledged.keySet()));
    }

    void awaitProgress(List<String> tags) {
        Map<String, Integer> before = new HashMap<>();
        tags.forEach(tag -> before.put(tag, acknowledged(tag)));
        await().atMost(SOON).until(() -> {
            requireNoFailure();
            return tags.stream().allMatch(tag -> acknowledged(tag) >= before.getOrDefault(tag, 0) + PROGRESS);
        });
    }

    private AtomicInteger count(String tag) {
        return requireNonNull(counts.get(tag));
    }

    private void requireNoFailure() {
        synchronized (failures) {
            if (!failures.isEmpty()) {
                throw new AssertionError("failed otherwise than expected: " + failures.size(), failures.get(0));
            }
        }
    }

    /** How many, of all tags. */
    int acknowledged() {
        return counts.values().stream().mapToInt(AtomicInteger::get).sum();
    }

    int acknowledged(String tag) {
        return count(tag).get();
    }

    /** Ends the writers; what each acknowledged, by tag. */
    Map<String, Set<String>> stop() {
        close();
        requireNoFailure();
        return acknowledged;
    }

    @Override
    public void close() {
        stopped = true;
        for (Thread writer : writers) {
            try {
                writer.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }
}
