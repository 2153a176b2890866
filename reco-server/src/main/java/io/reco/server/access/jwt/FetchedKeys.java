package io.reco.server.access.jwt;

import java.io.IOException;
import java.net.URL;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.jose.util.ResourceRetriever;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.reco.server.threads.Threads;

/**
 * Keys that an issuer publishes. They are fetched by a thread of their own, every few minutes and when a token names one that is
 * missing, so that no call ever waits for another service. While the issuer cannot be reached its last keys are believed, but
 * not for ever: it may have withdrawn one meanwhile.
 */
public final class FetchedKeys implements Keys {

    private static final Logger log = LoggerFactory.getLogger(FetchedKeys.class);

    private static final int TIMEOUT_MS = 5_000;
    private static final int BYTES_MAX = 512 << 10;

    private final URL url;
    private final Pace pace;
    private final ResourceRetriever retriever = new DefaultResourceRetriever(TIMEOUT_MS, TIMEOUT_MS, BYTES_MAX);
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(Threads.daemons("reco-jwks"));

    // Guarded by this.
    private long dueNs = System.nanoTime();
    private long begunNs = dueNs;
    private boolean asked;
    private Duration pause;
    private boolean failing;

    private volatile @Nullable Fetched last;

    /** When they came, by the monotonic clock. */
    private record Fetched(KeySet keys, long atNs) {}

    /**
     * How often.
     *
     * @param period between two times when all is well
     * @param pauseMin between two times at the least, whatever is asked for; the first pause after a failure
     * @param pauseMax the longest pause after failures; each is twice the one before
     * @param believed how long keys are believed after they were fetched
     */
    public record Pace(Duration period, Duration pauseMin, Duration pauseMax, Duration believed) {

        /** For the internet: every 5 minutes; 10 s apart at least, a minute at most; for a day. */
        public static final Pace DEFAULT =
                new Pace(Duration.ofMinutes(5), Duration.ofSeconds(10), Duration.ofMinutes(1), Duration.ofDays(1));
    }

    private FetchedKeys(URL url, Pace pace) {
        this.url = url;
        this.pace = pace;
        this.pause = pace.pauseMin();
    }

    /** Fetches them from now on; does not wait for the first. */
    public static FetchedKeys from(URL url, Pace pace) {
        FetchedKeys keys = new FetchedKeys(url, pace);
        long tickMs = Math.max(1, Math.min(1_000, pace.pauseMin().toMillis() / 10));
        var unused = keys.timer.scheduleWithFixedDelay(keys::fetchIfDue, 0, tickMs, TimeUnit.MILLISECONDS);
        return keys;
    }

    @Override
    public Optional<KeySet> get() {
        @Nullable Fetched fetched = last;
        return fetched == null
                        || System.nanoTime() - fetched.atNs() > pace.believed().toNanos()
                ? Optional.empty()
                : Optional.of(fetched.keys());
    }

    /** Not more often than the pace allows: anybody can name a key that does not exist. */
    @Override
    public synchronized boolean renew() {
        if (!asked && System.nanoTime() - begunNs >= pace.pauseMin().toNanos()) {
            asked = true;
            dueNs = System.nanoTime();
            timer.execute(this::fetchIfDue);
        }
        return asked;
    }

    private void fetchIfDue() {
        synchronized (this) {
            if (System.nanoTime() - dueNs < 0) {
                return;
            }
            begunNs = System.nanoTime();
            dueNs = begunNs + pace.period().toNanos();
        }
        Optional<String> fault = fetch();
        synchronized (this) {
            asked = false;
            tell(fault);
            if (fault.isPresent()) {
                dueNs = System.nanoTime() + pause.toNanos();
                Duration doubled = pause.multipliedBy(2);
                pause = doubled.compareTo(pace.pauseMax()) > 0 ? pace.pauseMax() : doubled;
            } else {
                pause = pace.pauseMin();
            }
        }
    }

    /** What went wrong; empty when nothing did. */
    private Optional<String> fetch() {
        try {
            String text = retriever.retrieveResource(url).getContent();
            Optional<KeySet> keys = KeySet.parse(text, (place, expected) -> {});
            @Nullable Fetched before = last;
            keys.ifPresent(now -> {
                // The same object for the same keys: what was verified with them stays verified.
                KeySet kept = before != null && before.keys().equals(now) ? before.keys() : now;
                last = new Fetched(kept, System.nanoTime());
            });
            return keys.isPresent() ? Optional.empty() : Optional.of("no keys (expected: " + KeySet.EXPECTED + ")");
        } catch (IOException | RuntimeException e) {
            return Optional.of(e.toString());
        }
    }

    private void tell(Optional<String> fault) {
        if (fault.isPresent() && !failing) {
            log.warn("keys of JWTs cannot be fetched, those that are there stay url={} reason={}", url, fault.get());
        } else if (fault.isEmpty() && failing) {
            log.info("keys of JWTs are fetched again url={}", url);
        }
        failing = fault.isPresent();
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
