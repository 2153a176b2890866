package io.reco.server.model;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;

import io.reco.server.domain.Article;
import io.reco.server.domain.Event;
import io.reco.server.domain.EventType;
import io.reco.server.domain.Fact;
import io.reco.server.model.blend.Blend;
import io.reco.server.model.catalogue.Articles;
import io.reco.server.model.content.Content;
import io.reco.server.model.histories.Histories;
import io.reco.server.model.neighbours.EaseRows;
import io.reco.server.model.neighbours.NeighbourRows;
import io.reco.server.model.sessions.SessionLog;
import io.reco.server.model.sessions.SessionRules;
import io.reco.server.model.settings.LearningSettings;
import io.reco.server.model.trends.Trend;

/**
 * All that the engine knows, in memory: one writer, many readers.
 *
 * <p>Guarded by one read-write lock. The writer takes it for a small batch of facts; a request takes the read side once, and
 * so works on one consistent state of everything. The writer alone may read without the lock, for nobody else writes.
 */
public final class Models {

    private static final int TOUCHED_MAX = 20;
    private static final int RULES_DEPTH = 10;
    private static final int RULES_ROW_MAX = 200;
    private static final int NEXT_ROW_MAX = 128;

    /** When all is old, days still say more than the minutes that happened to be the last. */
    private static final double BURST_LEAST = -110;

    private static final double TREND_LEAST = -80;

    /** Filling lists again takes a fiftieth of the writer's time at most, and once whatever it takes. */
    private static final int REFILL_REST = 50;

    private final LearningSettings settings;
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    private final Articles articles = new Articles();
    private final Histories histories = new Histories();
    private final NeighbourRows rows = new NeighbourRows();
    private final SessionRules rules;
    private final SessionRules next;
    private final SessionRules nextSlow;
    private final SessionLog sessions = new SessionLog();
    private final Trend burst;
    private final Trend trend;
    private final Content content = new Content();
    private long engagements;
    private long newestMs = Long.MIN_VALUE;
    private long nextRefillNs = System.nanoTime();
    private EaseRows tasteRows = EaseRows.NONE;
    private Blend blend;
    private final AtomicLong version = new AtomicLong();
    private volatile long learnedAtMs;

    /** Knows nothing yet. */
    public Models(LearningSettings settings) {
        this.settings = settings;
        this.blend = settings.blend();
        this.rules = new SessionRules(settings.sessions().rules().toMillis(), RULES_DEPTH, RULES_ROW_MAX);
        this.next = new SessionRules(settings.sessions().next().toMillis(), 1, NEXT_ROW_MAX);
        this.nextSlow = new SessionRules(settings.sessions().nextSlow().toMillis(), 1, NEXT_ROW_MAX);
        this.burst = new Trend(settings.trending().burst().toMillis(), BURST_LEAST);
        this.trend = new Trend(settings.trending().trend().toMillis(), TREND_LEAST);
    }

    public LearningSettings settings() {
        return settings;
    }

    /** Looks at everything as of one moment. Keep it short: the writer waits meanwhile. */
    public <T> T read(Supplier<T> look) {
        lock.readLock().lock();
        try {
            return look.get();
        } finally {
            lock.readLock().unlock();
        }
    }

    /** Changes something, as the only writer. Keep it short: all readers wait meanwhile. */
    public void write(Runnable change) {
        lock.writeLock().lock();
        try {
            change.run();
        } finally {
            lock.writeLock().unlock();
        }
    }

    /**
     * Takes in facts in the order of the log, whatever the order of their times, as the only writer.
     *
     * @param nowMs no event counts as later than this, and articles that expired by then trend no more
     */
    public void apply(Iterable<? extends Fact> facts, long nowMs) {
        write(() -> {
            for (Fact fact : facts) {
                apply(fact, nowMs);
            }
            articles.settle();
            content.settle();
            refill(nowMs);
        });
    }

    /** Weighs all terms by how rare they are now, which else waits until there are a quarter more articles. Looks at every article. */
    public void weighContent() {
        write(content::rebuild);
    }

    /** Takes what expired by now from what trends, as the only writer; now and then, when nothing else happens. */
    public void tidy(long nowMs) {
        write(() -> {
            burst.prune(articles, nowMs);
            trend.prune(articles, nowMs);
            refill(nowMs);
        });
    }

    private void refill(long nowMs) {
        long begin = System.nanoTime();
        if (begin - nextRefillNs < 0 || !(burst.needsRefill() || trend.needsRefill())) {
            return;
        }
        burst.refill(articles, nowMs);
        trend.refill(articles, nowMs);
        long endNs = System.nanoTime();
        nextRefillNs = endNs + REFILL_REST * (endNs - begin);
    }

    private void apply(Fact fact, long nowMs) {
        if (fact instanceof Event event) {
            apply(event, nowMs);
        } else if (fact instanceof Fact.ArticleUpserted upserted) {
            upsert(upserted, nowMs);
        } else if (fact instanceof Fact.ArticleDeleted deleted) {
            delete(deleted.article());
        }
    }

    private void apply(Event event, long nowMs) {
        int article = articles.intern(event.article(), event.timeMs());
        EventType type = event.type();
        articles.count(article, type);
        float weight = settings.weights().of(type);
        if (weight == 0) {
            return;
        }
        long timeMs = Math.min(event.timeMs(), nowMs);
        newestMs = Math.max(newestMs, timeMs);
        engagements++;
        int reader = histories.intern(event.reader());
        if (weight > 0) {
            addToTrends(reader, article, weight, timeMs, articles.offered(article, nowMs));
            learnSession(reader, article, timeMs);
        }
        int place = histories.add(reader, article, weight, timeMs);
        if (histories.popularity(article) == Content.FRESH_READERS_MAX) {
            content.outgrow(article);
        }
        touchRows(reader, place);
    }

    /** Nobody makes an article trend alone, however often they come back to it. */
    private void addToTrends(int reader, int article, float weight, long timeMs, boolean offered) {
        int place = histories.place(reader, article);
        int[] topics = articles.topics(article);
        float quick = weight;
        float slow = weight;
        if (place >= 0) {
            float sum = histories.weights(reader)[place];
            quick = burst.once(weight, sum, histories.timeMs(reader, place), timeMs);
            slow = trend.once(weight, sum, histories.timeMs(reader, place), timeMs);
        }
        burst.add(article, topics, quick, timeMs, offered);
        trend.add(article, topics, slow, timeMs, offered);
    }

    /**
     * Rules from the articles of the event's session to this one, and from it to those that came after, unless it is among
     * them already. An event that arrives late teaches what it would have taught in time, as far as its neighbours are known
     * by then; what was learned of them meanwhile, as if they were next to each other, stays.
     */
    private void learnSession(int reader, int article, long timeMs) {
        long gapMs = settings.sessions().gap().toMillis();
        int at = histories.placeAfter(reader, timeMs);
        int start = histories.sessionStart(reader, at, timeMs, gapMs);
        int end = histories.sessionEnd(reader, at, timeMs, gapMs);
        int[] read = histories.articles(reader);
        for (int place = start; place < end; place++) {
            if (read[place] == article) {
                return;
            }
        }
        for (int distance = 1; distance <= Math.min(RULES_DEPTH, at - start); distance++) {
            rules.add(read[at - distance], article, distance, timeMs);
        }
        for (int distance = 1; distance <= Math.min(RULES_DEPTH, end - at); distance++) {
            rules.add(article, read[at + distance - 1], distance, histories.timeMs(reader, at + distance - 1));
        }
        int before = at > start ? read[at - 1] : Articles.NONE;
        int after = end > at ? read[at] : Articles.NONE;
        if (at < histories.length(reader)) {
            sessions.addLate(reader, article, timeMs, before, after);
        } else {
            sessions.add(reader, article, timeMs, before != Articles.NONE);
        }
        if (before != Articles.NONE) {
            next.add(before, article, 1, timeMs);
            nextSlow.add(before, article, 1, timeMs);
        }
        if (after != Articles.NONE) {
            next.add(article, after, 1, histories.timeMs(reader, at));
            nextSlow.add(article, after, 1, histories.timeMs(reader, at));
        }
    }

    /** An event changes the rows of its article, at a place of its reader's, and of what else they engaged with about then. */
    private void touchRows(int reader, int place) {
        int[] read = histories.articles(reader);
        int length = histories.length(reader);
        rows.touch(read[place]);
        int first = Math.max(0, Math.min(place - TOUCHED_MAX / 2, length - TOUCHED_MAX));
        for (int other = first; other < Math.min(length, first + TOUCHED_MAX); other++) {
            rows.touch(read[other]);
        }
    }

    private void upsert(Fact.ArticleUpserted upserted, long nowMs) {
        Article article = upserted.article();
        int known = articles.ordinal(article.id());
        if (known != Articles.NONE) {
            burst.drop(known, articles.topics(known));
            trend.drop(known, articles.topics(known));
        }
        int ordinal = articles.upsert(upserted);
        if (articles.offered(ordinal, nowMs)) {
            burst.rise(ordinal, articles.topics(ordinal));
            trend.rise(ordinal, articles.topics(ordinal));
        }
        boolean fresh = !article.hidden() && histories.popularity(ordinal) < Content.FRESH_READERS_MAX;
        content.upsert(ordinal, article, fresh);
    }

    private void delete(int id) {
        int article = articles.ordinal(id);
        if (article != Articles.NONE) {
            articles.delete(id);
            content.outgrow(article);
            burst.drop(article, articles.topics(article));
            trend.drop(article, articles.topics(article));
        }
    }

    /** Replaces the learned rows, as the only writer. */
    public void publish(EaseRows learned, long nowMs) {
        write(() -> tasteRows = learned);
        learned(nowMs);
    }

    /** Replaces the blend; within {@link #write} only. */
    public void replace(Blend fitted) {
        blend = fitted;
    }

    /** Says that a learned part was replaced. */
    public void learned(long nowMs) {
        learnedAtMs = nowMs;
        version.incrementAndGet();
    }

    /** Grows whenever a learned part is replaced; 0 before the first. */
    public long version() {
        return version.get();
    }

    /** When a learned part was replaced last, milliseconds since 1970 UTC; 0 before the first time. */
    public long learnedAtMs() {
        return learnedAtMs;
    }

    /** Accepted views of an article; 0 for an unknown one. */
    public long views(int articleId) {
        return read(() -> {
            int article = articles.ordinal(articleId);
            return article == Articles.NONE ? 0L : articles.views(article);
        });
    }

    /** Accepted shares of an article; 0 for an unknown one. */
    public long shares(int articleId) {
        return read(() -> {
            int article = articles.ordinal(articleId);
            return article == Articles.NONE ? 0L : articles.shares(article);
        });
    }

    /** How many articles may be served at a moment. Looks at every article. */
    public int servableCount(long nowMs) {
        return read(() -> articles.servableCount(nowMs));
    }

    /** How many articles the catalogue holds. */
    public int articleCount() {
        return read(articles::listed);
    }

    /** How many readers did something. */
    public int readerCount() {
        return read(histories::readerCount);
    }

    /** The time of the newest event that said something about its reader's taste; the least long before the first. */
    public long newestMs() {
        return newestMs;
    }

    /** How many events said something about their reader's taste. */
    public long engagements() {
        return read(() -> engagements);
    }

    /** Within {@link #read} only, as the parts below. */
    public Articles articles() {
        return articles;
    }

    public Histories histories() {
        return histories;
    }

    public NeighbourRows rows() {
        return rows;
    }

    /** What follows the articles of a session, near or far. */
    public SessionRules rules() {
        return rules;
    }

    /** What follows an article directly, these hours. */
    public SessionRules next() {
        return next;
    }

    /** What follows an article directly, these weeks. */
    public SessionRules nextSlow() {
        return nextSlow;
    }

    /** The newest sessions. */
    public SessionLog sessions() {
        return sessions;
    }

    public Content content() {
        return content;
    }

    /** What was learned in the background about taste over weeks. */
    public EaseRows tasteRows() {
        return tasteRows;
    }

    public Blend blend() {
        return blend;
    }

    /** What is read in these minutes. */
    public Trend burst() {
        return burst;
    }

    /** What is read in these days. */
    public Trend trend() {
        return trend;
    }
}
