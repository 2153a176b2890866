package io.reco.it;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

import org.HdrHistogram.Histogram;

import io.reco.api.ArticleResponse;
import io.reco.api.v1.ReportEventsResponse;

/**
 * Fresh pages at a pace beside events at a pace, as they come to a server that was just started, on all CPUs that there are.
 * Latency is counted from when a call was due, so calls that wait for a slow one count with what they waited.
 */
final class LatencyRun {

    static final int PAGES_PER_SECOND = 1_000;
    static final int EVENTS_PER_SECOND = 500;

    private static final int CONNECTIONS = 4;
    private static final Duration FIRST = Duration.ofSeconds(5);
    private static final double[] SHARES = {.5, .9, .99};

    private final String target;
    private final FreshReaders readers;
    private final ReportedEvents reported;
    private final Figures figures;

    LatencyRun(String target, FreshReaders readers, ReportedEvents reported, Figures figures) {
        this.target = target;
        this.readers = readers;
        this.reported = reported;
        this.figures = figures;
    }

    /** Milliseconds by what they are, of calls that were answered; how many were is told as of {@code what}. */
    Map<String, Double> of(String what, Duration length) {
        Duration first = length.compareTo(FIRST.multipliedBy(2)) < 0 ? length.dividedBy(2) : FIRST;
        try (OpenLoop<ArticleResponse> pages = pages();
                OpenLoop<ArticleResponse> later = pages();
                OpenLoop<ReportEventsResponse> events = new OpenLoop<>(target, 1, reported.calls(1))) {
            AtomicBoolean over = new AtomicBoolean();
            CompletableFuture<OpenLoop.Outcome> beside =
                    CompletableFuture.supplyAsync(() -> events.at(EVENTS_PER_SECOND, over::get));
            long begin = System.nanoTime();
            // The later ones do not wait for the last of the first.
            CompletableFuture<OpenLoop.Outcome> begun =
                    CompletableFuture.supplyAsync(() -> pages.at(PAGES_PER_SECOND, first));
            while (System.nanoTime() - begin < first.toNanos()) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
            }
            OpenLoop.Outcome rest = later.at(PAGES_PER_SECOND, length.minus(first));
            over.set(true);
            figures.add(what + ": answered", "% of pages", percent(begun.join().plus(rest)));
            figures.note(what + ": answered", String.format(Locale.ROOT, "%.1f %% of events", percent(beside.join())));
            return milliseconds(begun.join(), rest);
        }
    }

    private OpenLoop<ArticleResponse> pages() {
        return new OpenLoop<>(target, CONNECTIONS, Calls.pages(ReportedEvents.DEADLINE, number -> readers.request()));
    }

    private static Map<String, Double> milliseconds(OpenLoop.Outcome first, OpenLoop.Outcome rest) {
        Histogram all = first.answered().copy();
        all.add(rest.answered());
        Map<String, Double> milliseconds = new LinkedHashMap<>();
        for (double share : SHARES) {
            milliseconds.put("p" + Math.round(100 * share), OpenLoop.Outcome.percentile(all, share));
        }
        milliseconds.put("p99 of the first seconds", OpenLoop.Outcome.percentile(first.answered(), .99));
        milliseconds.put("p99 without them", OpenLoop.Outcome.percentile(rest.answered(), .99));
        return milliseconds;
    }

    private static double percent(OpenLoop.Outcome outcome) {
        return 100.0 * outcome.answered().getTotalCount() / Math.max(1, outcome.sent() + outcome.unsent());
    }
}
