package io.reco.server.learn;

import java.time.Clock;

import it.unimi.dsi.fastutil.ints.IntArrays;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.reco.server.model.Histories;
import io.reco.server.model.Models;
import io.reco.server.model.NeighbourRows.Row;
import io.reco.server.model.TasteRows;

/**
 * Learns long-term taste from all readers' histories at once: copies what it needs in small steps, learns without any lock,
 * and publishes the result in one step. See {@link Ease} for the model and {@link HoldOut} for whether it is used.
 */
public final class Learner {

    private static final Logger log = LoggerFactory.getLogger(Learner.class);

    private static final int COPY_AT_ONCE = 500;
    private static final int READERS_MIN = 2;

    private final Models models;
    private final Clock clock;

    /** Learns for these models. */
    public Learner(Models models, Clock clock) {
        this.models = models;
        this.clock = clock;
    }

    /** Learns once, from what is known now, with as many threads as given, and publishes. */
    public void learn(int threads) {
        long begin = System.nanoTime();
        int[] articles = active();
        if (articles.length < 2
                || articles.length > models.settings().neighbours().easeArticlesMax()) {
            publish(TasteRows.NONE);
            return;
        }
        Histories histories = copy();
        HoldOut.Choice choice =
                new HoldOut(histories, articles).choose(models.settings().neighbours(), threads);
        long chosen = System.nanoTime();
        if (choice.share() == 0) {
            publish(TasteRows.NONE);
        } else {
            Row[] rows = new Ease(histories, articles, threads).rows(choice.lambda());
            publish(TasteRows.of(articles, rows, choice.share()));
        }
        log.info(
                "taste learned articles={} share={} lambda={} ndcg={} chooseMs={} learnMs={}",
                articles.length,
                choice.share(),
                choice.lambda(),
                choice.ndcg(),
                (chosen - begin) / 1_000_000,
                (System.nanoTime() - chosen) / 1_000_000);
    }

    private void publish(TasteRows rows) {
        models.publish(rows, clock.millis());
    }

    /** Articles that may be served and have readers enough, the most popular first. */
    private int[] active() {
        return models.read(() -> {
            long nowMs = clock.millis();
            int[] found = new int[models.articles().size()];
            int count = 0;
            for (int article = 0; article < found.length; article++) {
                if (models.articles().servable(article, nowMs)
                        && models.histories().popularity(article) >= READERS_MIN) {
                    found[count++] = article;
                }
            }
            int[] result = IntArrays.trim(found, count);
            IntArrays.quickSort(result, (a, b) -> {
                int order = Integer.compare(
                        models.histories().popularity(b), models.histories().popularity(a));
                return order != 0 ? order : Integer.compare(a, b);
            });
            return result;
        });
    }

    private Histories copy() {
        Histories copy = Histories.empty();
        int readers = models.readerCount();
        for (int from = 0; from < readers; from += COPY_AT_ONCE) {
            int begin = from;
            models.read(() -> {
                models.histories().copyInto(copy, begin, begin + COPY_AT_ONCE, (reader, article) -> true);
                return copy;
            });
        }
        return copy;
    }
}
