package io.reco.server.evaluate;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;

import it.unimi.dsi.fastutil.longs.Long2LongOpenHashMap;
import it.unimi.dsi.fastutil.longs.LongOpenHashSet;

import io.reco.server.domain.Actions;
import io.reco.server.domain.Article;
import io.reco.server.domain.EventType;
import io.reco.server.domain.page.Page;
import io.reco.server.evaluate.log.Interactions;
import io.reco.server.evaluate.measure.Cost;
import io.reco.server.evaluate.measure.Measures;
import io.reco.server.evaluate.measure.Report;
import io.reco.server.evaluate.measure.Spread;
import io.reco.server.evaluate.measure.Tally;
import io.reco.server.model.View;
import io.reco.server.model.settings.Parameter;
import io.reco.server.model.trends.Trend;
import io.reco.server.recommend.Answer;
import io.reco.server.store.reader.ReaderState;

/**
 * Predict, then feed: replays a log by time, and before each view inside a running session asks for a page and looks whether
 * the view is on it. Views of articles already engaged with in the session are not counted.
 */
final class StreamEvaluation {

    /**
     * What to replay.
     *
     * @param fromMs views before only teach
     * @param toMs exclusive; views from here on are left out
     * @param gapMs a pause this long ends a session; 0 asks before every view of an article that is new to its reader
     * @param keepPages whether each page asked for is kept and counts as served, as in service, and a view of what is on it is
     *     attributed to it
     */
    record Plan(long fromMs, long toMs, long gapMs, List<Integer> at, boolean keepPages) {

        int atMax() {
            return Collections.max(at);
        }
    }

    /** The follower rebuilds rows in its spare time; here a few at a time, so that a long log does not take long. */
    private static final int ROWS_EVERY = 20;

    private static final int ROWS_AT_ONCE = 5;

    private static final int OVERLAP_SAMPLE = 50;
    private static final int OVERLAP_PAGE = 10;

    private final Plan plan;
    private final Service service;
    private final Tally engine;
    private final Tally popularity;
    private final Cost asking = new Cost("asking");
    private final Cost feeding = new Cost("feeding");
    private final Long2LongOpenHashMap lastMs = new Long2LongOpenHashMap();
    private final Long2LongOpenHashMap sessionMs = new Long2LongOpenHashMap();
    private final Spread spread = new Spread();
    private final LongOpenHashSet distinctPopular = new LongOpenHashSet();
    private final Deque<SampledPage> latestPages = new ArrayDeque<>();
    private double overlapSum;
    private long overlapPairs;

    StreamEvaluation(Plan plan, Map<Parameter, Double> settings) {
        this.plan = plan;
        this.service = new Service(settings);
        this.engine = new Tally(names(plan));
        this.popularity = new Tally(names(plan));
    }

    private static String[] names(Plan plan) {
        List<String> names = new ArrayList<>();
        for (int k : plan.at) {
            names.add("HR@" + k);
        }
        names.add("MRR@" + plan.atMax());
        return names.toArray(String[]::new);
    }

    /** Replays all; {@code progress} hears how many events were. */
    Report run(Interactions events, List<Article> articles, int threads, LongConsumer progress) {
        service.publish(articles);
        boolean learned = false;
        for (int i = 0; i < events.size() && events.timeMs(i) < plan.toMs; i++) {
            if (!learned && events.timeMs(i) >= plan.fromMs) {
                service.learn(threads);
                learned = true;
            }
            step(events, i);
            if (i % ROWS_EVERY == 0) {
                service.rebuildRows(ROWS_AT_ONCE);
                progress.accept(i);
            }
        }
        return report();
    }

    private void step(Interactions events, int i) {
        long reader = events.reader(i);
        long timeMs = events.timeMs(i);
        boolean known = lastMs.containsKey(reader);
        boolean inside = known && (plan.gapMs == 0 || timeMs - lastMs.get(reader) < plan.gapMs);
        if (!inside) {
            sessionMs.put(reader, timeMs / 1_000 * 1_000); // actions are kept to the second
        }
        boolean asks = inside && timeMs >= plan.fromMs && events.type(i) == EventType.VIEW;
        String exposure = asks ? predict(events, i) : "";
        lastMs.put(reader, timeMs);
        feeding.of(() -> service.feed(events.event(i), exposure));
    }

    /** Asks for a page; returns its token when it was kept and has the view on it, else an empty one. */
    private String predict(Interactions events, int i) {
        long reader = events.reader(i);
        long article = events.article(i);
        long sinceMs = sessionMs.get(reader);
        ReaderState state = service.state(events.readerId(i));
        if (seen(state, article, sinceMs)) {
            return "";
        }
        Answer answer = asking.of(
                () -> service.answer(events.readerId(i), plan.atMax(), events.timeMs(i), sinceMs, plan.keepPages));
        List<Page.Slot> slots = Service.slots(answer);
        int rank = Measures.rank(slots, article);
        engine.add(reader, values(rank));
        popularity.add(reader, values(service.models().read(view -> popularRank(view, state, sinceMs, article))));
        service.models().read(view -> spread(view, slots));
        if (engine.count() % OVERLAP_SAMPLE == 0) {
            overlap(reader, slots);
        }
        return rank < 0 ? "" : answer.exposure();
    }

    private int spread(View view, List<Page.Slot> slots) {
        int readers = view.readerCount();
        spread.add(slots, key -> {
            int article = view.articles().ordinal(key);
            return Spread.selfInformation(article < 0 ? 0 : view.popularity().readers(article), readers);
        });
        return slots.size();
    }

    private static boolean seen(ReaderState state, long article, long sinceMs) {
        Actions actions = state.actions();
        for (int i = 0; i < actions.size() && actions.timeMs(i) >= sinceMs; i++) {
            if (actions.article(i) == article) {
                return true;
            }
        }
        return false;
    }

    private double[] values(int rank) {
        double[] values = new double[plan.at.size() + 1];
        for (int k = 0; k < plan.at.size(); k++) {
            values[k] = rank >= 0 && rank < plan.at.get(k) ? 1 : 0;
        }
        values[plan.at.size()] = rank < 0 ? 0 : 1.0 / (rank + 1);
        return values;
    }

    /** Where the article is among what everybody reads now; -1 when it is not in the first. */
    private int popularRank(View view, ReaderState state, long sinceMs, long article) {
        Trend.TopList top = view.burst().overall();
        int rank = 0;
        for (int place = 0; place < top.count() && rank < plan.atMax(); place++) {
            long candidate = view.articles().key(top.article(place));
            if (candidate == article) {
                return rank;
            }
            if (!seen(state, candidate, sinceMs)) {
                distinctPopular.add(candidate);
                rank++;
            }
        }
        return -1;
    }

    private record SampledPage(long reader, LongOpenHashSet articles) {}

    /** Compares the first ten places of every 50th page with those of the 50 before that are other readers'. */
    private void overlap(long reader, List<Page.Slot> slots) {
        LongOpenHashSet page = new LongOpenHashSet();
        for (int i = 0; i < Math.min(OVERLAP_PAGE, slots.size()); i++) {
            page.add(slots.get(i).article());
        }
        for (SampledPage other : latestPages) {
            if (other.reader == reader) {
                continue;
            }
            int common = 0;
            for (long article : page.toLongArray()) {
                common += other.articles.contains(article) ? 1 : 0;
            }
            overlapSum += common / (double) Math.max(1, page.size());
            overlapPairs++;
        }
        latestPages.addLast(new SampledPage(reader, page));
        if (latestPages.size() > OVERLAP_SAMPLE) {
            latestPages.removeFirst();
        }
    }

    private Report report() {
        Report report = new Report();
        report.count("predictions", engine.count());
        report.means("engine", engine.means());
        report.means("popularity", popularity.means());
        spread.report(report, service.models().read(view -> view.articles().listed()));
        report.count("distinct articles, popularity", distinctPopular.size());
        report.number("overlap between readers", overlapPairs == 0 ? 0 : overlapSum / overlapPairs);
        asking.report(report);
        feeding.report(report);
        report.blend(service.models().read(View::blend));
        return report;
    }
}
