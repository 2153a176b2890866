package io.reco.server.model;

import java.util.Arrays;

import org.jspecify.annotations.Nullable;

/**
 * Weights of articles that halve with time, and the lists of the highest, overall and by topic, always in order.
 *
 * <p>Forward decay: an addition at time t counts 2^((t - landmark) / halfLife), so that all values age alike without being
 * touched, their order never changes by time alone, and late events count as the old ones they are. An article can only
 * rise when something is added to it; so a list is exact after one move of one entry. When the exponents grow too large,
 * all values are divided once and the landmark moves.
 *
 * <p>Cost: a short scan of a list an event and topic; memory: 8 bytes an article and the lists.
 *
 * <p>Source: Cormode, Shkapenyuk, Srivastava, Xu, "Forward Decay: A Practical Time Decay Model for Streaming Systems",
 * ICDE 2009.
 */
public final class Trend {

    private static final double EXPONENT_MAX = 200;
    private static final int TOP_MAX = 200;
    private static final int TOPIC_TOP_MAX = 20;

    /** Articles of one list, highest value first. */
    public final class TopList {

        private final int max;
        private int[] articles = new int[8];
        private int count;

        private TopList(int max) {
            this.max = max;
        }

        /** How many articles the list holds. */
        public int count() {
            return count;
        }

        /** The article at a place, 0 being the highest. */
        public int article(int place) {
            return articles[place];
        }

        private void rise(int article) {
            double value = values[article];
            int place = count;
            if (count > 0 && value >= values[articles[count - 1]]) {
                place = place(article);
            }
            if (place == count) {
                if (count == max) {
                    if (value <= values[articles[count - 1]]) {
                        return;
                    }
                    place--;
                } else {
                    if (count == articles.length) {
                        articles = Arrays.copyOf(articles, Math.min(max, count * 2));
                    }
                    count++;
                }
            }
            while (place > 0 && values[articles[place - 1]] < value) {
                articles[place] = articles[place - 1];
                place--;
            }
            articles[place] = article;
        }

        private void drop(int article) {
            int place = place(article);
            if (place < count) {
                System.arraycopy(articles, place + 1, articles, place, count - place - 1);
                count--;
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

    private final double halfLifeMs;
    private final TopList overall = new TopList(TOP_MAX);
    private final TopList nothing = new TopList(0);
    private @Nullable TopList[] byTopic = new TopList[16];
    private double[] values = new double[16];
    private double total;
    private long landmarkMs = Long.MIN_VALUE;

    Trend(double halfLifeMs) {
        this.halfLifeMs = halfLifeMs;
    }

    /** The highest of all articles. */
    public TopList overall() {
        return overall;
    }

    /** The highest of one topic. */
    public TopList ofTopic(int topic) {
        TopList list = topic < byTopic.length ? byTopic[topic] : null;
        return list == null ? nothing : list;
    }

    /** What all additions to an article are worth at a moment: each its weight, halved with every half-life since. */
    public double value(int article, long nowMs) {
        return article < values.length && values[article] > 0 ? values[article] * scale(nowMs) : 0;
    }

    /** What {@link #value} is of all articles together. */
    public double total(long nowMs) {
        return total > 0 ? total * scale(nowMs) : 0;
    }

    /** What an article has before it is multiplied by {@link #scale}. */
    public double stored(int article) {
        return article < values.length ? values[article] : 0;
    }

    /** What turns stored values into those of a moment. */
    public double scale(long nowMs) {
        return Math.pow(2, -(nowMs - landmarkMs) / halfLifeMs);
    }

    void add(int article, int[] topics, float weight, long timeMs) {
        if (weight <= 0) {
            return;
        }
        if (landmarkMs == Long.MIN_VALUE) {
            landmarkMs = timeMs;
        }
        if ((timeMs - landmarkMs) / halfLifeMs > EXPONENT_MAX) {
            moveLandmark(timeMs);
        }
        if (article >= values.length) {
            values = Arrays.copyOf(values, Math.max(article + 1, values.length + (values.length >> 1)));
        }
        double added = weight * Math.pow(2, (timeMs - landmarkMs) / halfLifeMs);
        values[article] += added;
        total += added;
        overall.rise(article);
        for (int topic : topics) {
            list(topic).rise(article);
        }
    }

    /** Takes an article from the lists until something is added to it again. */
    void drop(int article, int[] topics) {
        overall.drop(article);
        for (int topic : topics) {
            list(topic).drop(article);
        }
    }

    private TopList list(int topic) {
        if (topic >= byTopic.length) {
            byTopic = Arrays.copyOf(byTopic, Math.max(topic + 1, byTopic.length * 2));
        }
        TopList list = byTopic[topic];
        if (list == null) {
            list = new TopList(TOPIC_TOP_MAX);
            byTopic[topic] = list;
        }
        return list;
    }

    private void moveLandmark(long timeMs) {
        double scale = scale(timeMs);
        for (int i = 0; i < values.length; i++) {
            values[i] *= scale;
        }
        total *= scale;
        landmarkMs = timeMs;
    }
}
