package io.reco.server.model;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;

import io.reco.server.domain.Event;
import io.reco.server.domain.EventType;
import io.reco.server.domain.Fact;

/**
 * All that the engine knows, in memory: one writer, many readers.
 *
 * <p>Guarded by one read-write lock. The writer takes it for a small batch of facts; a request takes the read side once, and
 * so works on one consistent state of everything. The writer alone may read without the lock, for nobody else writes.
 */
public final class Models {

    private final EngineSettings settings;
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    private final Articles articles = new Articles();
    private final Histories histories = new Histories();
    private final NeighbourRows rows = new NeighbourRows();
    private final Trend burst;
    private final Trend trend;
    private final AtomicLong version = new AtomicLong();
    private volatile long learnedAtMs;

    /** Knows nothing yet. */
    public Models(EngineSettings settings) {
        this.settings = settings;
        this.burst = new Trend(settings.trending().burst().toMillis());
        this.trend = new Trend(settings.trending().trend().toMillis());
    }

    public EngineSettings settings() {
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

    /** Takes in facts, oldest first, as the only writer. */
    public void apply(Iterable<? extends Fact> facts) {
        write(() -> {
            for (Fact fact : facts) {
                apply(fact);
            }
            articles.settle();
        });
    }

    private void apply(Fact fact) {
        if (fact instanceof Event event) {
            apply(event);
        } else if (fact instanceof Fact.ArticleUpserted upserted) {
            articles.upsert(upserted.article());
        } else if (fact instanceof Fact.ArticleDeleted deleted) {
            delete(deleted.article());
        }
    }

    private void apply(Event event) {
        int article = articles.intern(event.article());
        EventType type = event.type();
        articles.count(article, type);
        float weight = settings.weights().of(type);
        if (weight == 0) {
            return;
        }
        int[] topics = articles.topics(article);
        burst.add(article, topics, weight, event.timeMs());
        trend.add(article, topics, weight, event.timeMs());
        int reader = histories.add(event.reader(), article, weight);
        touchRows(reader);
    }

    /** An event changes the rows of its article and of what else its reader engaged with lately. */
    private void touchRows(int reader) {
        int[] read = histories.articles(reader);
        int length = histories.length(reader);
        for (int i = Math.max(0, length - TOUCHED_MAX); i < length; i++) {
            rows.touch(read[i]);
        }
    }

    private static final int TOUCHED_MAX = 50;

    private void delete(int id) {
        int article = articles.ordinal(id);
        if (article != Articles.NONE) {
            articles.delete(id);
            burst.drop(article, articles.topics(article));
            trend.drop(article, articles.topics(article));
        }
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

    /** What is read in these minutes. */
    public Trend burst() {
        return burst;
    }

    /** What is read in these days. */
    public Trend trend() {
        return trend;
    }
}
