package io.reco.server.model.trends;

import java.util.Arrays;
import java.util.function.IntPredicate;

import org.jspecify.annotations.Nullable;

import io.reco.server.model.catalogue.Articles;
import io.reco.server.model.snapshot.ColumnReader;
import io.reco.server.model.snapshot.ColumnWriter;
import io.reco.server.model.snapshot.Part;

/**
 * Weights of articles that halve with time, and the lists of the highest that may be served, overall and by topic.
 *
 * <p>Forward decay: an addition at time t counts 2^(t / halfLife), so that all values age alike without being touched, their
 * order never changes by time alone, and late events count as the old ones they are. Kept is the binary logarithm of each
 * sum, which neither overflows nor vanishes, however far apart the times are. An article can only rise when something is
 * added to it; so a list is exact after one move of one entry.
 *
 * <p>Articles that are taken down or expire leave the lists. A list that lost more than half of what it can hold is filled
 * again from all articles by {@link #refill}: so what trends is never empty while an article with a value may be served.
 *
 * <p>Cost: a short scan of a list an event and topic; memory: 8 bytes an article and the lists.
 *
 * <p>Source: Cormode, Shkapenyuk, Srivastava, Xu, "Forward Decay: A Practical Time Decay Model for Streaming Systems",
 * ICDE 2009.
 */
public final class MutableTrend implements Trend, Part {

    private static final int TOP_MAX = 200;
    private static final int TOPIC_TOP_MAX = 20;

    /** So many lists of topics are looked through for expired articles at once. */
    private static final int PRUNED_AT_ONCE = 500;

    /** Of what is older than this, in half-lives, ever less is taken off: see {@link #fade}. */
    private static final double OLD = 40;

    private static final double NEVER = Double.NEGATIVE_INFINITY;
    private static final double LN2 = Math.log(2);

    private final class SortedList implements TopList {

        private final int max;
        private int[] articles = new int[8];
        private int count;

        /** Whether articles with a value may be missing. */
        private boolean partial;

        SortedList(int max) {
            this.max = max;
        }

        @Override
        public int count() {
            return count;
        }

        @Override
        public int article(int place) {
            return articles[place];
        }

        private boolean needsRefill() {
            return partial && count < max / 2;
        }

        private void rise(int article) {
            double value = logs[article];
            int place = count;
            if (count > 0 && value >= logs[articles[count - 1]]) {
                place = place(article);
            }
            if (place == count) {
                if (count == max) {
                    partial = true;
                    if (value <= logs[articles[count - 1]]) {
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
            while (place > 0 && logs[articles[place - 1]] < value) {
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

        private void prune(Articles known, long nowMs) {
            int kept = 0;
            for (int place = 0; place < count; place++) {
                if (known.offered(articles[place], nowMs)) {
                    articles[kept++] = articles[place];
                }
            }
            count = kept;
        }

        private void clear() {
            count = 0;
            partial = false;
        }

        private void save(ColumnWriter out, String column) {
            out.ints(column, count, place -> articles[place]);
            out.number("partial " + column, partial ? 1 : 0);
        }

        private void restore(ColumnReader in, String column) {
            restore(in.ints(column, 0), in.number("partial " + column) > 0);
        }

        private void restore(int[] listed, boolean isPartial) {
            articles = Arrays.copyOf(listed, Math.max(articles.length, listed.length));
            count = listed.length;
            partial = isPartial;
        }
    }

    private final double halfLifeMs;
    private final double least;
    private final IntPredicate numbered;
    private final SortedList numbers = new SortedList(TOP_MAX);
    private final SortedList overall = new SortedList(TOP_MAX);
    private final SortedList nothing = new SortedList(0);
    private @Nullable SortedList[] byTopic = new SortedList[16];
    private double[] logs = {};
    private long newestMs = Long.MIN_VALUE;
    private int nextPruned;
    private boolean dropped;

    /**
     * Without any addition.
     *
     * @param least to this power of 2 a value falls at most, however old it is: below -40, and above -120 so that it is a
     *     float above 0
     * @param numbered whether the id of an article is a number
     */
    public MutableTrend(double halfLifeMs, double least, IntPredicate numbered) {
        this.numbered = numbered;
        this.halfLifeMs = halfLifeMs;
        this.least = least;
    }

    @Override
    public TopList overall() {
        return overall;
    }

    @Override
    public TopList numbers() {
        return numbers;
    }

    @Override
    public TopList ofTopic(int topic) {
        SortedList list = topic < byTopic.length ? byTopic[topic] : null;
        return list == null ? nothing : list;
    }

    @Override
    public double moment(long nowMs) {
        return Math.max(nowMs, newestMs) / halfLifeMs;
    }

    @Override
    public float value(int article, double moment) {
        double log = article < logs.length ? logs[article] : NEVER;
        return log == NEVER ? 0 : (float) power(fade(log - moment));
    }

    private double fade(double exponent) {
        return exponent >= -OLD ? exponent : least + (-OLD - least) * OLD / -exponent;
    }

    /**
     * 2^x for x in -1,000..1,000, with a relative error below 1e-7, by the series of e^y: {@link Math#pow}, or a division, would
     * cost a page a tenth more.
     */
    private static double power(double x) {
        double whole = Math.rint(x);
        double y = (x - whole) * LN2;
        double square = y * y;
        double low = 1 + y + square * (1.0 / 2 + y * (1.0 / 6));
        double high = 1.0 / 24 + y * (1.0 / 120) + square * (1.0 / 720 + y * (1.0 / 5_040));
        return (low + square * square * high) * Double.longBitsToDouble((long) (whole + 1023) << 52);
    }

    /**
     * What one more event of a reader adds, who counts once an article and half-life (those that begin at multiples of it):
     * as much as their weightiest event. What is older than their latest known event on the article adds nothing.
     *
     * @param weight of the event
     * @param sum of the weights of the events before
     * @param latestMs the time of the latest of them
     */
    public float once(float weight, float sum, long latestMs, long timeMs) {
        long period = (long) (timeMs / halfLifeMs);
        long latest = (long) (latestMs / halfLifeMs);
        return period > latest ? weight : period < latest ? 0 : weight - Math.max(0, sum);
    }

    /** Adds to an article; what is not offered stays out of the lists. */
    public void add(int article, int[] topics, float weight, long timeMs, boolean offered) {
        if (weight <= 0) {
            return;
        }
        newestMs = Math.max(newestMs, timeMs);
        if (article >= logs.length) {
            int before = logs.length;
            logs = Arrays.copyOf(logs, Math.max(article + 1, Math.max(16, before + (before >> 1))));
            Arrays.fill(logs, before, logs.length, NEVER);
        }
        double added = timeMs / halfLifeMs + Math.log(weight) / LN2;
        double more = Math.max(added, logs[article]);
        double less = Math.min(added, logs[article]);
        logs[article] = more + Math.log1p(Math.pow(2, less - more)) / LN2;
        if (offered) {
            rise(article, topics);
        }
    }

    /** Puts an article where it belongs in the lists; for one that was not offered. */
    public void rise(int article, int[] topics) {
        if (article >= logs.length || logs[article] == NEVER) {
            return;
        }
        overall.rise(article);
        if (numbered.test(article)) {
            numbers.rise(article);
        }
        for (int topic : topics) {
            list(topic).rise(article);
        }
    }

    /** Takes an article from the lists. */
    public void drop(int article, int[] topics) {
        overall.drop(article);
        numbers.drop(article);
        for (int topic : topics) {
            list(topic).drop(article);
        }
        dropped = true;
    }

    /** Takes expired articles from the first list and from some of the others, by turns. */
    public void prune(Articles articles, long nowMs) {
        overall.prune(articles, nowMs);
        numbers.prune(articles, nowMs);
        for (int i = 0; i < Math.min(PRUNED_AT_ONCE, byTopic.length); i++) {
            nextPruned = (nextPruned + 1) % byTopic.length;
            SortedList list = byTopic[nextPruned];
            if (list != null) {
                list.prune(articles, nowMs);
            }
        }
        dropped = true;
    }

    /** Whether some list lost more than half of what it can hold, while others could take the place. */
    public boolean needsRefill() {
        if (!dropped) {
            return false;
        }
        boolean needs = overall.needsRefill() || numbers.needsRefill();
        for (int topic = 0; topic < byTopic.length && !needs; topic++) {
            SortedList list = byTopic[topic];
            needs = list != null && list.needsRefill();
        }
        dropped = needs;
        return needs;
    }

    /** Fills those lists again, from all articles. */
    public void refill(Articles articles, long nowMs) {
        boolean all = overall.needsRefill();
        if (all) {
            overall.clear();
        }
        boolean allNumbers = numbers.needsRefill();
        if (allNumbers) {
            numbers.clear();
        }
        boolean[] topical = new boolean[byTopic.length];
        for (int topic = 0; topic < byTopic.length; topic++) {
            SortedList list = byTopic[topic];
            if (list != null && list.needsRefill()) {
                topical[topic] = true;
                list.clear();
            }
        }
        for (int article = 0; article < Math.min(logs.length, articles.size()); article++) {
            if (logs[article] == NEVER || !articles.offered(article, nowMs)) {
                continue;
            }
            if (all) {
                overall.rise(article);
            }
            if (allNumbers && numbered.test(article)) {
                numbers.rise(article);
            }
            for (int topic : articles.topics(article)) {
                if (topic < topical.length && topical[topic]) {
                    list(topic).rise(article);
                }
            }
        }
        dropped = false;
    }

    private SortedList list(int topic) {
        if (topic >= byTopic.length) {
            byTopic = Arrays.copyOf(byTopic, Math.max(topic + 1, byTopic.length * 2));
        }
        SortedList list = byTopic[topic];
        if (list == null) {
            list = new SortedList(TOPIC_TOP_MAX);
            byTopic[topic] = list;
        }
        return list;
    }

    @Override
    public void save(ColumnWriter out) {
        out.number("newestMs", newestMs);
        out.number("next pruned", nextPruned);
        out.number("dropped", dropped ? 1 : 0);
        out.doubles("logs", logs.length, article -> logs[article]);
        overall.save(out, "overall");
        numbers.save(out, "numbers");
        out.rows(
                "topics",
                byTopic.length,
                topic -> byTopic[topic] == null ? null : byTopic[topic].articles,
                topic -> byTopic[topic].count);
        out.bytes("partial topics", byTopic.length, topic -> byTopic[topic] != null && byTopic[topic].partial ? 1 : 0);
    }

    @Override
    public void restore(ColumnReader in) {
        newestMs = in.number("newestMs");
        nextPruned = (int) in.number("next pruned");
        dropped = in.number("dropped") > 0;
        logs = in.doubles("logs");
        overall.restore(in, "overall");
        numbers.restore(in, "numbers");
        int[][] topics = in.rows("topics", 1);
        byte[] partial = in.bytes("partial topics", 1);
        byTopic = new SortedList[topics.length];
        for (int topic = 0; topic < topics.length; topic++) {
            if (topics[topic] != null) {
                list(topic).restore(topics[topic], partial[topic] > 0);
            }
        }
    }
}
