package io.reco.server.store.valkey;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import com.google.common.util.concurrent.Uninterruptibles;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.reco.server.store.valkey.counts.ValkeyCounts;
import io.reco.server.store.valkey.lives.ValkeyLives;
import io.reco.server.store.valkey.readers.OldPages;
import io.reco.server.threads.Threads;

/** The work of the one server that keeps the store, and the question whether it is this one. */
final class Keeping implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Keeping.class);

    private static final Duration EVERY = Duration.ofMillis(500);
    private static final long TRIM_EVERY_NS = Duration.ofMinutes(1).toNanos();

    private final Lease lease;
    private final ValkeyCounts counts;
    private final Trimming trimming;
    private final OldPages oldPages;
    private final ValkeyLives lives;
    private final Thread thread;
    private volatile boolean closed;
    private long nextTrimNs = System.nanoTime();

    Keeping(Lease lease, ValkeyCounts counts, Trimming trimming, OldPages oldPages, ValkeyLives lives) {
        this.lease = lease;
        this.counts = counts;
        this.trimming = trimming;
        this.oldPages = oldPages;
        this.lives = lives;
        this.thread = Threads.daemon("store-keeper", this::keep);
    }

    void start() {
        thread.start();
    }

    private void keep() {
        while (!closed) {
            try {
                if (lease.renew()) {
                    counts.write();
                    everyMinute();
                    oldPages.removeSome();
                }
                TimeUnit.MILLISECONDS.sleep(EVERY.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt(); // closing
                return;
            } catch (RuntimeException e) {
                log.warn("store not kept, tried again", e);
            }
        }
    }

    private void everyMinute() {
        if (System.nanoTime() - nextTrimNs >= 0) {
            nextTrimNs = System.nanoTime() + TRIM_EVERY_NS;
            trimming.trimOld();
            lives.goOn();
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        Uninterruptibles.joinUninterruptibly(thread);
        lease.end();
    }
}
