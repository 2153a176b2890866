package io.reco.server.tool.remote;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.reco.server.domain.Limits;

/**
 * Sends rows in batches, a few at a time. Rows of one key go through one sender, and a sender has one batch under way: so what
 * one reader did arrives in the order of the file. Used by one thread.
 */
public final class Senders<T> implements AutoCloseable {

    private static final int SENDERS = 4;
    private static final long STOP_S = 5;

    private final Consumer<List<Row<T>>> send;
    private final ExecutorService threads = Executors.newFixedThreadPool(SENDERS);
    private final List<Sender> senders = new ArrayList<>();

    /** What to send, and the line it came from. */
    public record Row<T>(long line, T value) {}

    public Senders(Consumer<List<Row<T>>> send) {
        this.send = send;
        for (int i = 0; i < SENDERS; i++) {
            senders.add(new Sender());
        }
    }

    /**
     * Takes a row; waits while its sender is busy. Throws what sending an earlier batch threw.
     *
     * @throws RejectedExecutionException when stopped
     */
    public void add(String key, Row<T> row) {
        senders.get(Math.floorMod(key.hashCode(), SENDERS)).add(row);
    }

    /** Sends what is left and waits for the answers. */
    public void finish() {
        senders.forEach(Sender::send);
        senders.forEach(Sender::await);
    }

    /** Sends no more, and waits a moment for what is under way. Other threads may call it. */
    public void stop() {
        threads.shutdown();
        try {
            boolean unused = threads.awaitTermination(STOP_S, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Gives up what was not sent. */
    @Override
    public void close() {
        threads.shutdownNow();
    }

    private final class Sender {
        private List<Row<T>> batch = new ArrayList<>();
        private @Nullable Future<?> underWay;

        void add(Row<T> row) {
            if (batch.size() == Limits.ITEMS_MAX) {
                send();
            }
            batch.add(row);
        }

        void send() {
            await();
            if (!batch.isEmpty()) {
                List<Row<T>> full = batch;
                underWay = threads.submit(() -> send.accept(full));
                batch = new ArrayList<>();
            }
        }

        void await() {
            Future<?> sent = underWay;
            if (sent == null) {
                return;
            }
            try {
                sent.get();
            } catch (ExecutionException e) {
                if (e.getCause() instanceof RuntimeException failure) {
                    throw failure;
                }
                throw new IllegalStateException(e.getCause());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted", e);
            }
            underWay = null;
        }
    }
}
