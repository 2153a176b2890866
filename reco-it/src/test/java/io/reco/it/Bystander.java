package io.reco.it;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.reco.client.RecommendClient;
import io.reco.client.RecommendException;

/** An honest client that asks for one page after the other while somebody else does harm. */
final class Bystander implements AutoCloseable {

    private static final int READERS = 100;

    private final RecommendClient client;
    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    private final Future<?> work;
    private volatile boolean enough;
    private final AtomicInteger pages = new AtomicInteger();
    private final AtomicInteger failures = new AtomicInteger();
    private volatile long slowestNs;
    private volatile String failure = "";

    Bystander(int port) {
        client = Clients.at("127.0.0.1:" + port);
        work = thread.submit(this::ask);
    }

    private void ask() {
        for (int asked = 0; !enough; asked++) {
            long beginNs = System.nanoTime();
            try {
                if (client.recommend(1 + asked % READERS, 10).articleIds().isEmpty()) {
                    throw new IllegalStateException("a page was empty");
                }
                pages.incrementAndGet();
            } catch (RecommendException | IllegalStateException e) {
                failures.incrementAndGet();
                failure = e.toString();
            }
            slowestNs = Math.max(slowestNs, System.nanoTime() - beginNs);
        }
    }

    int pages() {
        return pages.get();
    }

    int failures() {
        return failures.get();
    }

    String failure() {
        return failure;
    }

    long slowestMs() {
        return TimeUnit.NANOSECONDS.toMillis(slowestNs);
    }

    /** Returns when it asks no more. */
    void stop() throws Exception {
        enough = true;
        work.get(1, TimeUnit.MINUTES);
    }

    @Override
    public void close() {
        enough = true;
        thread.shutdownNow();
        client.close();
    }
}
