package io.reco.server.learn.follow;

import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.CompletableFuture;

/** How far something has come, and who waits for it to come farther. Safe for use by many threads. */
final class Progress {

    private record Waiter(long position, CompletableFuture<Void> done) {}

    /** The one that waits for least comes first. */
    private final PriorityQueue<Waiter> waiters = new PriorityQueue<>((a, b) -> Long.compare(a.position, b.position));

    private long reached;
    private boolean closed;

    /** Completes once {@code position} is reached; cancelled when that is not to be. */
    synchronized CompletableFuture<Void> reaching(long position) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        if (reached >= position) {
            done.complete(null);
        } else if (closed) {
            done.cancel(false);
        } else {
            waiters.add(new Waiter(position, done));
        }
        return done;
    }

    /** Says that everything up to {@code position} is done. */
    void reached(long position) {
        List<Waiter> answered = new ArrayList<>();
        synchronized (this) {
            reached = Math.max(reached, position);
            while (!waiters.isEmpty() && waiters.peek().position <= reached) {
                answered.add(waiters.remove());
            }
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
