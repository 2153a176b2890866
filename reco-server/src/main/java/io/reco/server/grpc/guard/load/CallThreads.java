package io.reco.server.grpc.guard.load;

import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

import io.reco.server.threads.Threads;

/**
 * The threads that calls run on. What waits for one goes by when its call arrived and how long calls of its class may wait (the
 * earliest deadline first): a page passes an import that came a little before it, but none that has waited long, and the second
 * step of a call goes before the first one of a later call.
 */
final class CallThreads implements AutoCloseable {

    private final AtomicLong count = new AtomicLong();
    private final ThreadPoolExecutor pool;

    CallThreads(int threads) {
        pool = new ThreadPoolExecutor(
                threads,
                threads,
                0,
                TimeUnit.SECONDS,
                // Never full: a pool that rejects leaves calls without an answer.
                new PriorityBlockingQueue<>(),
                Threads.daemons("reco-call"));
    }

    void execute(Passage passage, Runnable step) {
        pool.execute(new Step(passage, step, count.getAndIncrement(), System.nanoTime()));
    }

    /** Steps that wait. */
    int waiting() {
        return pool.getQueue().size();
    }

    /** Shows the calls that wait, in no order; some may begin meanwhile. */
    void forEachWaiting(Consumer<Passage> look) {
        pool.getQueue().forEach(step -> look.accept(((Step) step).passage));
    }

    /** Lets what waits be done, and ends. */
    @Override
    public void close() {
        pool.shutdown();
    }

    private record Step(Passage passage, Runnable work, long number, long queuedNanos)
            implements Runnable, Comparable<Step> {

        @Override
        public void run() {
            passage.waited(System.nanoTime() - queuedNanos);
            try {
                work.run();
            } finally {
                passage.stepped();
            }
        }

        @Override
        public int compareTo(Step other) {
            int byTime = Long.signum(passage.dueNanos() - other.passage.dueNanos());
            return byTime != 0 ? byTime : Long.compare(number, other.number);
        }
    }
}
