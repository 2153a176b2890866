package io.reco.server.learn.follow;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.reco.server.store.log.Positions;

/** How far something has come, and who waits for it to come farther. Safe for use by many threads. */
final class Progress {

    private record Waiter(Positions upTo, CompletableFuture<Void> done) {}

    /** A few: calls under way that changed the catalogue. */
    private final List<Waiter> waiters = new ArrayList<>();

    private Positions reached = Positions.START;
    private boolean closed;

    /** Completes once {@code upTo} is reached; cancelled when that is not to be. */
    synchronized CompletableFuture<Void> reaching(Positions upTo) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        if (reached.reached(upTo)) {
            done.complete(null);
        } else if (closed) {
            done.cancel(false);
        } else {
            waiters.add(new Waiter(upTo, done));
        }
        return done;
    }

    /** Says that everything up to {@code place} is done, which is before what was said last only after a log was rewound. */
    void reached(Positions place) {
        List<Waiter> answered = new ArrayList<>();
        synchronized (this) {
            reached = place;
            waiters.removeIf(waiter -> place.reached(waiter.upTo) && answered.add(waiter));
        }
        answered.forEach(waiter -> waiter.done.complete(null));
    }

    /** Says that it comes no farther. */
    void close() {
        List<Waiter> left;
        synchronized (this) {
            closed = true;
            left = new ArrayList<>(waiters);
            waiters.clear();
        }
        left.forEach(waiter -> waiter.done.cancel(false));
    }
}
