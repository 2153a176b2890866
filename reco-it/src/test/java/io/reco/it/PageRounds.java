package io.reco.it;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;

import io.reco.api.ArticleResponse;
import io.reco.api.UserRequest;
import io.reco.api.v1.ReportEventsResponse;

/** What pages of each kind take of the CPU that the server has for itself, in turns with a bare server on the same CPU. */
final class PageRounds implements AutoCloseable {

    /** As many as keep the server busy: of calls that cost less than the way to it, more. */
    private static final int AT_ONCE = 16;

    private static final int CHEAP_AT_ONCE = 64;
    private static final int CONNECTIONS = 4;
    private static final int REPLAYED = 500;
    private static final int SCROLLING = 500;
    private static final int SCROLLED_PAGES = 4;
    private static final Duration LONG = Duration.ofMinutes(1);
    /** Parts of the readers: for warming up and replays, for scrolling, for fresh pages alone and beside events. */
    private static final double[] PARTS = {0, .2, .4, .7, 1};

    private final Serving reco;
    private final BareServer bare;
    private final BenchmarkSize size;
    private final Figures figures;
    private final FreshReaders warming;
    private final FreshReaders scrolling;
    private final FreshReaders alone;
    private final FreshReaders besideEvents;
    private final OpenLoop<ArticleResponse> barePages;
    private final OpenLoop<ReportEventsResponse> events;
    private final AtomicInteger scrolled = new AtomicInteger();
    private int[] scrollers = {};
    private boolean counted;

    PageRounds(
            Serving reco,
            BareServer bare,
            SyntheticNews.Cohort cohort,
            ReportedEvents reported,
            BenchmarkSize size,
            Figures figures) {
        this.reco = reco;
        this.bare = bare;
        this.size = size;
        this.figures = figures;
        warming = new FreshReaders(cohort, PARTS[0], PARTS[1]);
        scrolling = new FreshReaders(cohort, PARTS[1], PARTS[2]);
        alone = new FreshReaders(cohort, PARTS[2], PARTS[3]);
        besideEvents = new FreshReaders(cohort, PARTS[3], PARTS[4]);
        FreshReaders any = new FreshReaders(cohort, 0, 1);
        barePages = new OpenLoop<>(bare.target(), CONNECTIONS, calls(any::request));
        events = new OpenLoop<>(reco.target(), 1, reported.calls(1));
    }

    /** Uses both servers for a while, so that they are compiled. */
    void warm() {
        try (OpenLoop<ArticleResponse> warm = loop(warming::request)) {
            barePages.peak(CHEAP_AT_ONCE, size.warmUp().dividedBy(4));
            warm.peak(AT_ONCE, size.warmUp());
        }
    }

    void run() {
        warm();
        List<UserRequest> kept = kept();
        AtomicInteger next = new AtomicInteger();
        try (OpenLoop<ArticleResponse> replays =
                        loop(() -> kept.get(Math.floorMod(next.getAndIncrement(), kept.size())));
                OpenLoop<ArticleResponse> anonymous = loop(() -> FreshReaders.request(0));
                OpenLoop<ArticleResponse> scroll = loop(this::scroll);
                OpenLoop<ArticleResponse> fresh = loop(alone::request);
                OpenLoop<ArticleResponse> beside = loop(besideEvents::request)) {
            replays.peak(CHEAP_AT_ONCE, size.warmUp().dividedBy(4));
            anonymous.peak(CHEAP_AT_ONCE, size.warmUp().dividedBy(4));
            for (int round = 0; round <= size.rounds(); round++) {
                double limit = bare(round > 0);
                add("replay", cost(replays, CHEAP_AT_ONCE, Integer.MAX_VALUE), limit);
                add("anonymous page", cost(anonymous, CHEAP_AT_ONCE, Integer.MAX_VALUE), limit);
                add("fresh page", cost(fresh, AT_ONCE, share(alone, round)), limit);
                add("next page of a reader who did nothing in between", scroll(scroll, round), limit);
                add("fresh page beside 500 events/s", besideEvents(beside, share(besideEvents, round)), limit);
            }
        }
    }

    /** Requests for pages that were made before. */
    private List<UserRequest> kept() {
        List<UserRequest> kept = new ArrayList<>();
        try (Stubs stubs = Stubs.at(reco.target())) {
            for (int i = 0; i < Math.min(REPLAYED, warming.count()); i++) {
                UserRequest request = warming.request();
                long stamp = stubs.recommend().userRecommend(request).getTimeStamp();
                kept.add(request.toBuilder().setTimeStamp(stamp).build());
            }
        }
        return kept;
    }

    /** Begins a round with the bare server's page; in the first round much is compiled, so nothing of it is counted. */
    double bare(boolean isCounted) {
        counted = isCounted;
        Cost cost = Cost.of(bare.process(), () -> barePages.peak(CHEAP_AT_ONCE, size.phase()));
        add("bare server, the same bytes", cost, cost.micros());
        return cost.micros();
    }

    /** Fresh pages of readers of a cohort, beside the bare server's page in this round. */
    void fresh(String what, FreshReaders readers, int round, double limit) {
        try (OpenLoop<ArticleResponse> fresh = loop(readers::request)) {
            add(what, cost(fresh, AT_ONCE, share(readers, round)), limit);
        }
    }

    private static Calls<ArticleResponse> calls(Supplier<UserRequest> requests) {
        return Calls.pages(ReportedEvents.DEADLINE, number -> requests.get());
    }

    private OpenLoop<ArticleResponse> loop(Supplier<UserRequest> requests) {
        return new OpenLoop<>(reco.target(), CONNECTIONS, calls(requests));
    }

    private void add(String what, Cost cost, double limit) {
        if (!counted) {
            return;
        }
        figures.add(what, "µs of CPU", cost.micros(), limit);
        figures.perSecond(what, cost.outcome().perSecond());
        long missing = cost.outcome().sent() - cost.outcome().answered().getTotalCount();
        if (missing > 0) {
            figures.note(what, missing + " not answered");
        }
    }

    private Cost cost(OpenLoop<ArticleResponse> load, int atOnce, int most) {
        return Cost.of(reco.process(), () -> load.peak(atOnce, size.phase(), most));
    }

    /** As many of the readers that are left as this round may have, so that none comes twice. */
    private int share(FreshReaders readers, int round) {
        return Math.max(1, readers.left() / (size.rounds() + 1 - round));
    }

    private Cost besideEvents(OpenLoop<ArticleResponse> load, int most) {
        AtomicBoolean over = new AtomicBoolean();
        CompletableFuture<OpenLoop.Outcome> reporting =
                CompletableFuture.supplyAsync(() -> events.at(LatencyRun.EVENTS_PER_SECOND, over::get));
        Cost cost = cost(load, AT_ONCE, most);
        over.set(true);
        long missing = reporting.join().sent() - reporting.join().answered().getTotalCount();
        if (counted && missing > 0) {
            figures.note("fresh page beside 500 events/s", missing + " events not answered");
        }
        return cost;
    }

    /**
     * Some hundred readers get a page, which is not counted, and then four more, each in its turn; and others, until the time is
     * over.
     */
    private Cost scroll(OpenLoop<ArticleResponse> load, int round) {
        int most = share(scrolling, round);
        long begin = System.nanoTime();
        Cost sum = scrollOnce(load, Math.min(SCROLLING, most));
        for (int done = SCROLLING;
                done < most && System.nanoTime() - begin < size.phase().toNanos();
                done += SCROLLING) {
            sum = sum.plus(scrollOnce(load, Math.min(SCROLLING, most - done)));
        }
        return sum;
    }

    private Cost scrollOnce(OpenLoop<ArticleResponse> load, int count) {
        scrollers = IntStream.range(0, count).map(i -> scrolling.next()).toArray();
        load.peak(AT_ONCE, LONG, count);
        return Cost.of(reco.process(), () -> load.peak(AT_ONCE, LONG, SCROLLED_PAGES * count));
    }

    private UserRequest scroll() {
        return FreshReaders.request(scrollers[Math.floorMod(scrolled.getAndIncrement(), scrollers.length)]);
    }

    @Override
    public void close() {
        barePages.close();
        events.close();
    }
}
