package io.reco.server.recommend.draft;

import java.util.Arrays;

import io.reco.server.domain.EventType;
import io.reco.server.model.Articles;
import io.reco.server.model.EngineSettings;
import io.reco.server.store.ReaderState;

/**
 * What a reader engaged with lately, by article, the latest first, with the strength of the tie: the sum of their events'
 * weights, sublinear, halved with age. Rejected articles have negative strength. Articles that no fact named are left out.
 */
public final class Taste {

    private int[] articles = new int[64];
    private float[] strengths = new float[64];
    private long[] timesMs = new long[64];
    private int count;

    /** How many articles there are. */
    public int count() {
        return count;
    }

    /** The ordinal of the article at a place, 0 being the latest. */
    public int article(int place) {
        return articles[place];
    }

    public float strength(int place) {
        return strengths[place];
    }

    /** When the reader last did something with the article, milliseconds since 1970 UTC. */
    public long timeMs(int place) {
        return timesMs[place];
    }

    void read(ReaderState state, Articles known, EngineSettings settings) {
        count = 0;
        int max = settings.neighbours().historyMax();
        for (int i = 0; i < state.articles().length; i++) {
            float weight = settings.weights().of(EventType.of(state.types()[i]));
            int article = known.ordinal(state.articles()[i]);
            if (weight == 0 || article == Articles.NONE) {
                continue;
            }
            int place = place(article);
            if (place < count) {
                strengths[place] += weight;
            } else if (count < max) {
                append(article, weight, state.timesMs()[i]);
            }
        }
        weigh(settings.neighbours().historyHalfLife().toMillis());
    }

    private void append(int article, float weight, long timeMs) {
        if (count == articles.length) {
            articles = Arrays.copyOf(articles, count * 2);
            strengths = Arrays.copyOf(strengths, count * 2);
            timesMs = Arrays.copyOf(timesMs, count * 2);
        }
        articles[count] = article;
        strengths[count] = weight;
        timesMs[count++] = timeMs;
    }

    private void weigh(long halfLifeMs) {
        long newestMs = Long.MIN_VALUE;
        for (int i = 0; i < count; i++) {
            newestMs = Math.max(newestMs, timesMs[i]);
        }
        for (int i = 0; i < count; i++) {
            double age = (newestMs - timesMs[i]) / (double) halfLifeMs;
            strengths[i] = EngineSettings.Weights.strength(strengths[i]) * (float) Math.pow(2, -age);
        }
    }

    private int place(int article) {
        int place = 0;
        while (place < count && articles[place] != article) {
            place++;
        }
        return place;
    }
}
