package io.reco.server.recommend.draft;

import java.util.Arrays;

import io.reco.server.domain.Actions;
import io.reco.server.domain.EventType;
import io.reco.server.model.catalogue.Articles;
import io.reco.server.model.histories.Past;
import io.reco.server.model.settings.LearningSettings;
import io.reco.server.model.sums.SparseSums;

/**
 * What a reader engaged with lately, by article, the latest first, with the strength of the tie: the sum of their events'
 * weights, sublinear, halved with age. Rejected articles have negative strength. Articles that no fact named are left out.
 *
 * <p>The first {@link #sessionCount} are of the running session.
 */
public final class Taste {

    private static final int MAX = 1_000;

    private int[] articles = new int[64];
    private float[] strengths = new float[64];
    private long[] timesMs = new long[64];
    private int count;
    private int liveCount;
    private int sessionCount;

    /** Whether there is anything that the reader rejected. */
    private boolean averse;

    /** By topic the sum of strengths of articles with it as their main one; only where anything was rejected. */
    private final SparseSums topics = new SparseSums();

    /** Of an article the place after its own; 0 when it has none yet. */
    private final SparseSums placeBehind = new SparseSums();

    Taste() {}

    /** How many articles there are. */
    public int count() {
        return count;
    }

    /** How many of them propose others by what is known live of them. */
    public int liveCount() {
        return liveCount;
    }

    /** How many of them are of the running session. */
    public int sessionCount() {
        return sessionCount;
    }

    /** The ordinal of the article at a place, 0 being the latest. */
    public int article(int place) {
        return articles[place];
    }

    public float strength(int place) {
        return strengths[place];
    }

    /** Whether the reader rejected anything. */
    public boolean averse() {
        return averse;
    }

    /**
     * How much of its due an article of this main topic gets: less than 1 when the reader rejected more of the topic than they
     * engaged with, 1 otherwise.
     */
    public float tolerance(int topic) {
        float liked = averse && topic != Articles.NONE ? topics.of(topic) : 0;
        return liked < 0 ? 1 / (1 - liked) : 1;
    }

    /** Takes what the store knows of a reader. */
    void read(LearningSettings settings, Actions actions, Articles known, long nowMs) {
        count = 0;
        placeBehind.clear();
        for (int i = 0; i < actions.size(); i++) {
            float weight = settings.weights().of(actions.type(i));
            int article = known.ordinal(actions.article(i), actions.timeMs(i));
            if (weight == 0 || article == Articles.NONE || actions.takenBack(i)) {
                continue;
            }
            int place = (int) placeBehind.of(article) - 1;
            if (place >= 0) {
                strengths[place] += weight;
            } else if (count < MAX) {
                append(article, weight, actions.timeMs(i));
                placeBehind.add(article, count);
            }
        }
        weigh(settings, known, nowMs);
    }

    /** Takes one article, as if it had been opened just now and nothing else ever. */
    void read(LearningSettings settings, int article, Articles known, long nowMs) {
        count = 0;
        append(article, settings.weights().of(EventType.VIEW), nowMs);
        weigh(settings, known, nowMs);
    }

    /** Takes what the models know of a reader. */
    void read(LearningSettings settings, Past past, Articles known, long nowMs) {
        count = 0;
        for (int place = past.length() - 1; place >= 0 && count < MAX; place--) {
            append(past.article(place), past.weight(place), past.timeMs(place));
        }
        weigh(settings, known, nowMs);
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

    private void weigh(LearningSettings settings, Articles known, long nowMs) {
        liveCount = Math.min(count, settings.neighbours().historyMax());
        long gapMs = settings.sessions().gap().toMillis();
        sessionCount = 0;
        long laterMs = nowMs;
        while (sessionCount < count && laterMs - timesMs[sessionCount] < gapMs) {
            laterMs = timesMs[sessionCount++];
        }
        double halfLifeMs = settings.neighbours().historyHalfLife().toMillis();
        long newestMs = count == 0 ? 0 : timesMs[0];
        for (int i = 0; i < count; i++) {
            float age = (float) Math.pow(2, -Math.max(0, newestMs - timesMs[i]) / halfLifeMs);
            strengths[i] = settings.weights().strength(strengths[i]) * age;
        }
        weighTopics(known);
    }

    private void weighTopics(Articles known) {
        topics.clear();
        averse = false;
        for (int i = 0; i < count; i++) {
            averse |= strengths[i] < 0;
        }
        for (int i = 0; averse && i < count; i++) {
            int topic = known.topic(articles[i]);
            if (topic != Articles.NONE) {
                topics.add(topic, strengths[i]);
            }
        }
    }
}
