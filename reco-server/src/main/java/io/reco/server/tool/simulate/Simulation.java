package io.reco.server.tool.simulate;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

import io.reco.client.AsyncRecommendClient;
import io.reco.client.catalog.ArticleDetails;
import io.reco.client.catalog.ArticleField;
import io.reco.client.feedback.Event;
import io.reco.client.page.Page;
import io.reco.client.page.PageRequest;
import io.reco.client.page.RecommendedArticle;
import io.reco.client.page.TopRequest;
import io.reco.server.tool.simulate.SimulatedReader.Item;
import io.reco.server.tool.simulate.SimulatedReader.Look;

/**
 * Readers who ask for pages at a rate of their own, whatever time the answers take: an open loop, as visitors of a site are. Each
 * looks at the page, reports what they saw and opened, and comes again. Some moments go to a list of what trends, which the same
 * readers look at in the same way, and of which nothing is reported: what they open of that is what they would open without
 * recommendations of their own.
 */
final class Simulation {

    private final AsyncRecommendClient client;
    private final Plan plan;
    private final Tally tally;
    private final Random random;
    private final ConcurrentLinkedQueue<SimulatedReader> idle = new ConcurrentLinkedQueue<>();
    private final Semaphore underWay;
    private final AtomicLong events = new AtomicLong();

    /**
     * What is done.
     *
     * @param perSecond lists asked for in a second
     * @param trendingPart of them, the part that is what trends
     * @param prefix of readers' ids
     */
    record Plan(
            double perSecond,
            Duration duration,
            int readers,
            int pageSize,
            double trendingPart,
            String placement,
            String prefix,
            long seed) {}

    /** @param topics what readers may like */
    Simulation(AsyncRecommendClient client, Plan plan, List<String> topics, Tally tally) {
        this.client = client;
        this.plan = plan;
        this.tally = tally;
        this.random = new Random(plan.seed);
        this.underWay = new Semaphore(plan.readers);
        for (int i = 0; i < plan.readers; i++) {
            idle.add(new SimulatedReader(plan.prefix + i, topics, random.nextLong()));
        }
    }

    /** Takes the count of lists asked for so far. */
    interface Progress {
        void at(long lists);
    }

    /** Runs to the end, and waits for what is under way; returns how long it took. */
    Duration run(Progress progress) throws InterruptedException {
        long begin = System.nanoTime();
        long lists = Math.max(1, Math.round(plan.perSecond * plan.duration.toNanos() / 1e9));
        for (long list = 0; list < lists; list++) {
            long dueNs = begin + (long) (list * 1e9 / plan.perSecond);
            sleepUntil(dueNs);
            ask(dueNs);
            progress.at(list + 1);
        }
        underWay.acquire(plan.readers);
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    private static void sleepUntil(long dueNs) throws InterruptedException {
        while (dueNs - System.nanoTime() > 0) {
            LockSupport.parkNanos(dueNs - System.nanoTime());
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
    }

    private void ask(long dueNs) {
        SimulatedReader reader = idle.poll();
        if (reader == null) {
            tally.skipped();
            return;
        }
        underWay.acquireUninterruptibly();
        CompletableFuture<Void> done =
                random.nextDouble() < plan.trendingPart ? trending(reader) : personal(reader, dueNs);
        var unused = done.whenComplete((nothing, failure) -> {
            if (failure != null) {
                tally.failed(failure.getCause() == null ? failure : failure.getCause());
            }
            idle.add(reader);
            underWay.release();
        });
    }

    private CompletableFuture<Void> personal(SimulatedReader reader, long dueNs) {
        PageRequest request = PageRequest.of(reader.id())
                .count(plan.pageSize)
                .placement(plan.placement)
                .fields(ArticleField.TOPICS)
                .build();
        return client.recommend(request).thenCompose(page -> {
            Duration latency = Duration.ofNanos(System.nanoTime() - dueNs);
            List<Item> items = items(page.articles());
            Look look = reader.look(items);
            tally.personal(reader.id(), items, look, latency);
            return report(reader, page, look);
        });
    }

    private CompletableFuture<Void> report(SimulatedReader reader, Page page, Look look) {
        List<Event> reported = new ArrayList<>();
        look.seen()
                .forEach(place ->
                        reported.add(Event.expose(reader.id(), page.articleIds().get(place))));
        look.opened()
                .forEach(place ->
                        reported.add(Event.view(reader.id(), page.articleIds().get(place))));
        if (reported.isEmpty()) {
            return CompletableFuture.completedFuture(null);
        }
        List<Event> named = reported.stream()
                .map(event ->
                        event.from(page).withId("s-" + page.stamp().toEpochMilli() + "-" + events.incrementAndGet()))
                .toList();
        return client.report(named).thenAccept(result -> {});
    }

    private CompletableFuture<Void> trending(SimulatedReader reader) {
        TopRequest request = TopRequest.of(TopRequest.Kind.TRENDING)
                .count(plan.pageSize)
                .details()
                .build();
        return client.top(request).thenAccept(articles -> tally.trending(reader.glance(items(articles))));
    }

    private static List<Item> items(List<RecommendedArticle> articles) {
        return articles.stream()
                .map(article -> new Item(
                        article.id(),
                        article.details().map(ArticleDetails::topics).orElse(List.of())))
                .toList();
    }
}
