package io.reco.server.evaluate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.LongConsumer;

import it.unimi.dsi.fastutil.ints.Int2IntOpenHashMap;
import it.unimi.dsi.fastutil.ints.Int2ObjectLinkedOpenHashMap;
import it.unimi.dsi.fastutil.ints.IntArrays;
import it.unimi.dsi.fastutil.ints.IntOpenHashSet;
import org.HdrHistogram.Histogram;

import io.reco.server.domain.Actions;
import io.reco.server.domain.Article;
import io.reco.server.domain.Page;
import io.reco.server.model.EngineSettings;
import io.reco.server.recommend.Ask;
import io.reco.server.recommend.Selection;

/**
 * Learns from one file and looks for the other: for each reader of the test file a page is asked for, and compared with what the
 * file says they engaged with. All articles are ranked except those that the reader has in the training file.
 *
 * <p>Such a split has no now. All that was learned from is taken as a year old, so that only long-term taste speaks.
 *
 * <p>When no article of the test file is in the training file, the articles are cold: they can be found by their content alone,
 * and only articles that training lacks are ranked.
 */
final class SplitEvaluation {

    /** When all training events happened. */
    static final long LEARNED_MS = 1_600_000_000_000L;

    private static final long ASKED_MS = LEARNED_MS + 365L * 24 * 3_600_000;
    private static final int BATCH = 10_000;

    private final List<Integer> at;
    private final int atMax;
    private final Service service;
    private final Tally engine;
    private final Tally popularity;
    private final Histogram askNs = new Histogram(3);
    private final IntOpenHashSet covered = new IntOpenHashSet();
    private final Int2IntOpenHashMap readersOf = new Int2IntOpenHashMap();
    private long learnNs;

    SplitEvaluation(List<Integer> at, EngineSettings settings) {
        this.at = at;
        this.atMax = Collections.max(at);
        this.service = new Service(settings);
        this.engine = new Tally(names(at));
        this.popularity = new Tally(names(at));
    }

    private static String[] names(List<Integer> at) {
        List<String> names = new ArrayList<>();
        for (int k : at) {
            names.addAll(List.of("Recall@" + k, "NDCG@" + k, "HR@" + k));
        }
        return names.toArray(String[]::new);
    }

    /** Learns, asks and compares; {@code progress} hears how many readers were asked for. */
    Report run(Interactions train, Interactions test, List<Article> articles, int threads, LongConsumer progress) {
        IntOpenHashSet trained = new IntOpenHashSet();
        for (int i = 0; i < train.size(); i++) {
            trained.add(train.article(i));
            readersOf.addTo(train.article(i), 1);
        }
        boolean cold = cold(test, trained);
        publish(train, test, articles, cold ? trained : new IntOpenHashSet());
        for (int i = 0; i < train.size(); i += BATCH) {
            service.feed(train, i, Math.min(train.size(), i + BATCH));
        }
        long begin = System.nanoTime();
        service.learn(threads);
        learnNs = System.nanoTime() - begin;
        Int2ObjectLinkedOpenHashMap<IntOpenHashSet> wanted = new Int2ObjectLinkedOpenHashMap<>();
        for (int i = 0; i < test.size(); i++) {
            wanted.computeIfAbsent(test.reader(i), reader -> new IntOpenHashSet())
                    .add(test.article(i));
        }
        int[] popular = popular(cold, trained);
        long asked = 0;
        for (int reader : wanted.keySet().toIntArray()) {
            ask(reader, wanted.get(reader), popular);
            progress.accept(++asked);
        }
        return report(cold, articles.size());
    }

    private static boolean cold(Interactions test, IntOpenHashSet trained) {
        for (int i = 0; i < test.size(); i++) {
            if (trained.contains(test.article(i))) {
                return false;
            }
        }
        return test.size() > 0;
    }

    /** Publishes all articles of all files, those of {@code hidden} as hidden: they tell what readers like, no more. */
    private void publish(Interactions train, Interactions test, List<Article> articles, IntOpenHashSet hidden) {
        IntOpenHashSet published = new IntOpenHashSet();
        List<Article> all = new ArrayList<>();
        for (Article article : articles) {
            if (published.add(article.id())) {
                all.add(old(article, hidden.contains(article.id())));
            }
        }
        for (Interactions file : List.of(train, test)) {
            for (int i = 0; i < file.size(); i++) {
                if (published.add(file.article(i))) {
                    all.add(old(Article.bare(file.article(i)), hidden.contains(file.article(i))));
                }
            }
        }
        service.publish(all);
    }

    private static Article old(Article article, boolean hidden) {
        return new Article(
                article.id(),
                article.title(),
                article.summary(),
                article.url(),
                article.author(),
                article.topics(),
                article.language(),
                LEARNED_MS,
                Article.NEVER,
                hidden);
    }

    private int[] popular(boolean cold, IntOpenHashSet trained) {
        int[] articles = readersOf.keySet().toIntArray();
        IntArrays.quickSort(articles, (a, b) -> {
            int order = Integer.compare(readersOf.get(b), readersOf.get(a));
            return order != 0 ? order : Integer.compare(a, b);
        });
        return cold ? new int[0] : Arrays.copyOf(articles, Math.min(articles.length, trained.size()));
    }

    private void ask(int reader, IntOpenHashSet wanted, int[] popular) {
        Ask ask = new Ask(reader, atMax, ASKED_MS, service.state(reader));
        long begin = System.nanoTime();
        Selection selection = service.ask(ask);
        askNs.recordValue(System.nanoTime() - begin);
        int[] ranked = new int[selection.picks().size()];
        for (int rank = 0; rank < ranked.length; rank++) {
            Page.Pick pick = selection.picks().get(rank);
            ranked[rank] = pick.article();
            covered.add(pick.article());
        }
        engine.add(reader, values(ranked, wanted));
        popularity.add(reader, values(unseen(popular, ask.state().actions()), wanted));
    }

    private int[] unseen(int[] popular, Actions seen) {
        IntOpenHashSet known = new IntOpenHashSet(seen.size());
        for (int place = 0; place < seen.size(); place++) {
            known.add(seen.article(place));
        }
        int[] result = new int[atMax];
        int count = 0;
        for (int i = 0; i < popular.length && count < atMax; i++) {
            if (!known.contains(popular[i])) {
                result[count++] = popular[i];
            }
        }
        return Arrays.copyOf(result, count);
    }

    private double[] values(int[] ranked, IntOpenHashSet wanted) {
        double[] values = new double[3 * at.size()];
        for (int i = 0; i < at.size(); i++) {
            int hits = Measures.hits(ranked, wanted, at.get(i));
            values[3 * i] = hits / (double) wanted.size();
            values[3 * i + 1] = Measures.ndcg(ranked, wanted, at.get(i));
            values[3 * i + 2] = hits > 0 ? 1 : 0;
        }
        return values;
    }

    private Report report(boolean cold, int described) {
        Report report = new Report();
        report.count("readers", engine.count());
        report.count("cold", cold ? 1 : 0);
        report.means("engine", engine.means());
        report.means("popularity", popularity.means());
        report.count("articles", service.models().articleCount());
        report.count("articles described", described);
        report.count("distinct articles", covered.size());
        report.number("learning s", learnNs / 1e9);
        report.latency("asking", askNs);
        return report;
    }
}
