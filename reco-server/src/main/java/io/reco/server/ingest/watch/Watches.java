package io.reco.server.ingest.watch;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.reco.server.domain.IdKeys;
import io.reco.server.domain.refusal.Refusal;
import io.reco.server.domain.refusal.Refusal.Violation;
import io.reco.server.store.life.ReaderLives;
import io.reco.server.store.log.FactLog;
import io.reco.server.store.log.Positions;
import io.reco.server.threads.Threads;

/** Lets callers go along the log of accepted events, and says when there is something new. */
public final class Watches implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Watches.class);

    /** How long nothing is waited for at most; without facts nothing happens then. */
    private static final Duration WAIT = Duration.ofSeconds(10);

    /** Between two times that something new is told of: what comes meanwhile is told at once. */
    private static final long REST_MS = 20;

    private final FactLog facts;
    private final ReaderLives lives;
    private final PlaceText texts;
    private @Nullable Thread thread;
    private volatile boolean closed;

    /** Of a store's log, with its keys, without events of readers who were erased since. */
    public Watches(FactLog facts, ReaderLives lives, IdKeys keys) {
        this.facts = facts;
        this.lives = lives;
        this.texts = new PlaceText(keys);
    }

    /** Begins to go along the log. A {@link Refusal} when the request is bad, or from where it wants to go on nothing leads. */
    public Watch open(WatchRequest request) {
        List<Violation> violations = new ArrayList<>();
        WatchFilter filter = WatchFilter.of(request, violations);
        Positions from = from(request, violations);
        if (!violations.isEmpty()) {
            throw Refusal.invalid(violations);
        }
        return new Watch(facts.tail(from), filter, lives, texts);
    }

    private Positions from(WatchRequest request, List<Violation> violations) {
        if (request.position().isEmpty()) {
            return request.fromOldest() ? facts.oldest() : facts.newest();
        }
        Optional<Positions> named = texts.parse(request.position());
        if (named.isEmpty()) {
            violations.add(Violation.of("position", request.position(), "the position of an answer of this service"));
            return Positions.START;
        }
        Positions from = named.get();
        if (!from.reached(facts.oldest())) {
            throw gone(request.position(), texts.of(facts.oldest()), "facts before it are not kept any more");
        }
        if (!facts.newest().reached(from)) {
            throw gone(request.position(), texts.of(facts.newest()), "the log ends there");
        }
        return from;
    }

    /** What refuses to go on from a place. */
    static Refusal gone(String position, String goOnFrom, String why) {
        return Refusal.gone(
                "position: " + position + " (expected: " + goOnFrom + " or later; " + why + ")",
                Map.of("position", goOnFrom));
    }

    /** Calls {@code told} on a thread of its own whenever there is something new, until this is closed; once. */
    public synchronized void onNew(Runnable told) {
        if (thread == null && !closed) {
            thread = Threads.daemon("reco-watch", () -> tell(told));
            thread.start();
        }
    }

    private void tell(Runnable told) {
        try {
            while (!closed) {
                Positions newest = facts.newest();
                told.run();
                if (facts.tail(newest).awaitNewer(WAIT)) {
                    TimeUnit.MILLISECONDS.sleep(REST_MS);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // closing
        } catch (RuntimeException e) {
            log.error("nobody is told of new events any more", e);
        }
    }

    /** Ends telling. Idempotent. */
    @Override
    public void close() {
        @Nullable Thread telling;
        synchronized (this) {
            closed = true;
            telling = thread;
        }
        if (telling == null) {
            return;
        }
        telling.interrupt();
        try {
            telling.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
