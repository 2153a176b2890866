package io.reco.server.learn.train;

import java.time.Clock;
import java.util.Arrays;
import java.util.List;

import it.unimi.dsi.fastutil.ints.IntArrayList;
import it.unimi.dsi.fastutil.ints.IntArrays;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.reco.server.learn.train.ease.Ease;
import io.reco.server.learn.train.holdout.DampingChoice;
import io.reco.server.learn.train.holdout.Mixture;
import io.reco.server.learn.train.holdout.ShownFilter;
import io.reco.server.learn.train.holdout.Split;
import io.reco.server.learn.train.holdout.TieTable;
import io.reco.server.model.Models;
import io.reco.server.model.View;
import io.reco.server.model.neighbours.Damping;
import io.reco.server.model.neighbours.EaseRows;
import io.reco.server.model.settings.HeapBudget;
import io.reco.server.model.settings.LearningSettings;

/**
 * Learns long-term taste from all readers' histories at once: copies what it needs in small steps, learns without any lock,
 * and publishes the result in one step. See {@link Ease} for the model and {@link Mixture} for whether it is used.
 */
public final class Learner {

    private static final Logger log = LoggerFactory.getLogger(Learner.class);

    /** While a part of the models is copied, whoever writes to them waits, and then all others. */
    private static final int COPIED_AT_ONCE = 50;

    private static final int LOOKED_AT_ONCE = 2_000;
    private static final int READERS_MIN = 2;

    /**
     * Of a large catalogue the most popular articles are enough: on a news log the first 4,000 of 28,000 gain what 10,000 do,
     * and a page reads less than half as much memory.
     */
    private static final int HEAD = 4_000;

    private final Models models;
    private final Clock clock;
    private final HeapBudget heap;
    private volatile double quality = Double.NaN;

    /** Learns for these models. */
    public Learner(Models models, Clock clock) {
        this(models, clock, HeapBudget.ofProcess());
    }

    public Learner(Models models, Clock clock, HeapBudget heap) {
        this.models = models;
        this.clock = clock;
        this.heap = heap;
    }

    /** What the newest choice scored on held-out readers: the mean of NDCG@20 and Recall@20; NaN before the first. */
    public double quality() {
        return quality;
    }

    /** Learns once, from what is known now, with as many threads as given, and publishes. */
    public void learn(int threads) {
        long begin = System.nanoTime();
        long from = models.read(View::engagements);
        LearningSettings.Neighbours settings = models.read(View::settings).neighbours();
        Catalogue catalogue = catalogue();
        int head = head(catalogue, heap.pairedMax(settings.easeArticlesMax()));
        int[] learned = Arrays.copyOf(catalogue.articles, head);
        if (head < 2) {
            publish(models.read(View::damping), EaseRows.NONE, from);
            return;
        }
        TieTable ties = copy();
        List<Split> splits = Split.of(ties, catalogue.articles);
        int rowMax = heap.rowMax(
                settings.rowMax(), models.read(view -> view.articles().size()));
        Damping inForce = models.read(View::damping);
        List<ShownFilter> folds = filters(splits, inForce, settings.historyMax(), rowMax);
        Damping damping = settings.dampingChosen() ? new DampingChoice(folds.get(0)).choose() : inForce;
        if (!damping.equals(inForce)) {
            folds = filters(splits, damping, settings.historyMax(), rowMax);
        }
        Mixture.Choice choice = new Mixture(folds, head, settings.easeShare(), threads).choose();
        EaseRows rows = EaseRows.NONE;
        if (choice.share() > 0) {
            float[][] weights = new Ease(ties, learned, threads).rows(choice.lambda());
            rows = EaseRows.of(learned, weights, choice.share());
        }
        publish(damping, rows, from);
        quality = choice.quality();
        log.info(
                "taste learned articles={} readers={} {} share={} lambda={} quality={} ms={}",
                head,
                splits.get(0).sample().length,
                damping,
                choice.share(),
                choice.lambda(),
                choice.quality(),
                (System.nanoTime() - begin) / 1_000_000);
    }

    private static List<ShownFilter> filters(List<Split> splits, Damping damping, int historyMax, int rowMax) {
        return splits.stream()
                .map(split -> new ShownFilter(split, damping, historyMax, rowMax))
                .toList();
    }

    private void publish(Damping damping, EaseRows rows, long from) {
        long nowMs = clock.millis();
        models.write(writer -> {
            writer.damping(damping);
            writer.publish(rows, from, nowMs);
        });
    }

    /**
     * What may be served and has readers.
     *
     * @param articles ordinals, the most popular first
     * @param readers of each
     */
    @SuppressWarnings("ArrayRecordComponent") // made and used here
    private record Catalogue(int[] articles, int[] readers) {}

    private Catalogue catalogue() {
        long nowMs = clock.millis();
        IntArrayList found = new IntArrayList();
        IntArrayList popularity = new IntArrayList();
        int size = models.read(view -> view.articles().size());
        for (int from = 0; from < size; from += LOOKED_AT_ONCE) {
            int begin = from;
            int end = Math.min(size, from + LOOKED_AT_ONCE);
            models.read(view -> {
                for (int article = begin; article < end; article++) {
                    int readers = view.popularity().readers(article);
                    if (readers > 0 && view.articles().servable(article, nowMs)) {
                        found.add(article);
                        popularity.add(readers);
                    }
                }
                return found;
            });
        }
        int[] articles = found.toIntArray();
        int[] readers = popularity.toIntArray();
        it.unimi.dsi.fastutil.Arrays.quickSort(
                0,
                articles.length,
                (a, b) -> {
                    int order = Integer.compare(readers[b], readers[a]);
                    return order != 0 ? order : Integer.compare(articles[a], articles[b]);
                },
                (a, b) -> {
                    IntArrays.swap(articles, a, b);
                    IntArrays.swap(readers, a, b);
                });
        return new Catalogue(articles, readers);
    }

    /** How many have readers enough for EASE to know them: all of these, or where they are more than {@code most} the head. */
    private static int head(Catalogue catalogue, int most) {
        int enough = catalogue.readers.length;
        while (enough > 0 && catalogue.readers[enough - 1] < READERS_MIN) {
            enough--;
        }
        return enough <= most ? enough : Math.min(most, HEAD);
    }

    /** What readers engaged with; of one reader in so many where all would not fit into the heap. */
    private TieTable copy() {
        TieTable.Builder copy = new TieTable.Builder();
        int readers = models.read(view -> view.ties().readers());
        long every = 1 + models.read(view -> view.ties().count()) / Math.max(1, heap.tiesMax());
        for (int from = 0; from < readers; from += COPIED_AT_ONCE) {
            int begin = from;
            int end = Math.min(readers, from + COPIED_AT_ONCE);
            models.read(view -> {
                for (int reader = begin; reader < end; reader++) {
                    if (reader % every == 0) {
                        copy.add(view.ties(), reader, (one, article) -> true);
                    } else {
                        copy.skip();
                    }
                }
                return copy;
            });
        }
        return copy.build();
    }
}
