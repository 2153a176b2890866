package io.reco.server.evaluate;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;

import it.unimi.dsi.fastutil.longs.Long2IntOpenHashMap;
import it.unimi.dsi.fastutil.longs.LongArrays;
import it.unimi.dsi.fastutil.longs.LongOpenHashSet;
import it.unimi.dsi.fastutil.longs.LongSet;

import io.reco.server.domain.Event;
import io.reco.server.domain.page.Page;
import io.reco.server.evaluate.log.Interactions;
import io.reco.server.evaluate.log.SplitLog;
import io.reco.server.evaluate.measure.Cost;
import io.reco.server.evaluate.measure.Measures;
import io.reco.server.evaluate.measure.Report;
import io.reco.server.evaluate.measure.Spread;
import io.reco.server.evaluate.measure.Tally;

/**
 * Learns from one file and looks for the other: for each reader of the test file a page is asked for, and compared with what the
 * file says they engaged with. All articles are ranked except those that the reader has in the training file.
 */
final class SplitEvaluation {

    private final List<Integer> at;
    private final int atMax;
    private final Subject subject;
    private final SplitLog log;
    private final Group all;
    private final Group known;
    private final Group strangers;
    private final Cost asking = new Cost("asking");
    private final Spread spread = new Spread();
    private final Long2IntOpenHashMap readersOf = new Long2IntOpenHashMap();
    private final Map<String, LongOpenHashSet> trained = new HashMap<>();
    private final long[] popular;

    /** Some readers, and what was found for them. */
    private record Group(Tally engine, Tally popularity) {

        static Group of(List<Integer> at) {
            return new Group(new Tally(names(at)), new Tally(names(at)));
        }

        void report(Report report, String who) {
            report.means(Report.ENGINE + who, engine.means());
            report.means("popularity" + who, popularity.means());
        }
    }

    /** What a piece of work took, on the wall and of the CPU by all threads. */
    private record Took(double seconds, double cpuSeconds) {

        static Took by(Runnable work) {
            long begin = System.nanoTime();
            Duration beginCpu = Cost.processCpu();
            work.run();
            Duration cpu = Cost.processCpu().minus(beginCpu);
            return new Took((System.nanoTime() - begin) / 1e9, cpu.toMillis() / 1e3);
        }

        void report(Report report, String what) {
            report.number(what + " s", seconds);
            report.number(what + " CPU s", cpuSeconds);
        }
    }

    SplitEvaluation(List<Integer> at, SplitLog log, Subject subject) {
        this.at = at;
        this.atMax = Collections.max(at);
        this.log = log;
        this.subject = subject;
        this.all = Group.of(at);
        this.known = Group.of(at);
        this.strangers = Group.of(at);
        this.popular = popular();
    }

    private static String[] names(List<Integer> at) {
        List<String> names = new ArrayList<>();
        for (int k : at) {
            names.addAll(List.of("Recall@" + k, "NDCG@" + k, "HR@" + k));
        }
        return names.toArray(String[]::new);
    }

    /** Feeds, has it learned, asks and compares; {@code progress} hears how many readers were asked for. */
    Report run(LongConsumer progress) {
        Took feeding = Took.by(() -> subject.feed(log));
        Took learning = Took.by(subject::learn);
        long asked = 0;
        for (String reader : log.readers()) {
            ask(reader);
            progress.accept(++asked);
        }
        Report report = report();
        feeding.report(report, "feeding");
        learning.report(report, "learning");
        asking.report(report);
        return report;
    }

    /** What training has, the most engaged with first; nothing when it has none of what is looked for. */
    private long[] popular() {
        Long2IntOpenHashMap engagements = new Long2IntOpenHashMap();
        for (int i = 0; i < log.size(); i++) {
            Event event = log.event(i);
            engagements.addTo(Interactions.IDS.of(event.article()), 1);
            LongOpenHashSet articles = trained.computeIfAbsent(event.reader(), reader -> new LongOpenHashSet());
            if (articles.add(Interactions.IDS.of(event.article()))) {
                readersOf.addTo(Interactions.IDS.of(event.article()), 1);
            }
        }
        long[] articles = log.cold() ? new long[0] : engagements.keySet().toLongArray();
        LongArrays.quickSort(articles, (a, b) -> {
            int order = Integer.compare(engagements.get(b), engagements.get(a));
            return order != 0 ? order : Long.compare(a, b);
        });
        return articles;
    }

    private void ask(String reader) {
        List<Page.Slot> page = asking.of(() -> subject.page(reader, atMax));
        long[] ranked = new long[page.size()];
        Arrays.setAll(ranked, rank -> page.get(rank).article());
        spread.add(page, article -> Spread.selfInformation(readersOf.get(article), trained.size()));
        double[] engine = values(ranked, log.wanted(reader));
        double[] popularity = values(unseen(reader), log.wanted(reader));
        for (Group group : List.of(all, log.known(reader) ? known : strangers)) {
            group.engine.add(Interactions.IDS.of(reader), engine);
            group.popularity.add(Interactions.IDS.of(reader), popularity);
        }
    }

    private long[] unseen(String reader) {
        LongOpenHashSet seen = trained.getOrDefault(reader, new LongOpenHashSet());
        long[] result = new long[atMax];
        int count = 0;
        for (int i = 0; i < popular.length && count < atMax; i++) {
            if (!seen.contains(popular[i])) {
                result[count++] = popular[i];
            }
        }
        return Arrays.copyOf(result, count);
    }

    private double[] values(long[] ranked, LongSet wanted) {
        double[] values = new double[3 * at.size()];
        for (int i = 0; i < at.size(); i++) {
            int hits = Measures.hits(ranked, wanted, at.get(i));
            values[3 * i] = hits / (double) wanted.size();
            values[3 * i + 1] = Measures.ndcg(ranked, wanted, at.get(i));
            values[3 * i + 2] = hits > 0 ? 1 : 0;
        }
        return values;
    }

    private Report report() {
        Report report = new Report();
        all.report(report, "");
        if (known.engine.count() > 0 && strangers.engine.count() > 0) {
            known.report(report, ", known readers");
            strangers.report(report, ", new readers");
        }
        report.count("readers", all.engine.count());
        report.count("readers without training", strangers.engine.count());
        report.count("times kept", log.timed() ? 1 : 0);
        report.count("cold", log.cold() ? 1 : 0);
        report.count("articles", log.articles().size());
        report.count("articles described", log.described());
        spread.report(report, log.articles().size());
        report.number("overlap between readers", spread.overlap());
        return report;
    }
}
