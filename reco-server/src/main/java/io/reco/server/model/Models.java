package io.reco.server.model;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;

import io.reco.server.domain.Article;
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

    private static final int TOUCHED_MAX = 20;
    private static final int RULES_DEPTH = 10;
    private static final int RULES_ROW_MAX = 200;
    private static final int NEXT_ROW_MAX = 128;

    private final EngineSettings settings;
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
    private TasteRows tasteRows = TasteRows.NONE;
    private Blend blend;
    private final AtomicLong version = new AtomicLong();
    private volatile long learnedAtMs;

    /** Knows nothing yet. */
    public Models(EngineSettings settings) {
        this.settings = settings;
        this.blend = settings.blend();
        this.rules = new SessionRules(settings.sessions().rules().toMillis(), RULES_DEPTH, RULES_ROW_MAX);
        this.next = new SessionRules(settings.sessions().next().toMillis(), 1, NEXT_ROW_MAX);
        this.nextSlow = new SessionRules(settings.sessions().nextSlow().toMillis(), 1, NEXT_ROW_MAX);
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
            content.settle();
        });
    }

    private void apply(Fact fact) {
        if (fact instanceof Event event) {
            apply(event);
        } else if (fact instanceof Fact.ArticleUpserted upserted) {
            upsert(upserted.article());
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
        engagements++;
        int reader = histories.intern(event.reader());
        if (weight > 0) {
            learnSession(reader, article, event.timeMs());
        }
        histories.add(reader, article, weight, event.timeMs());
        if (histories.popularity(article) == Content.FRESH_READERS_MAX) {
            content.outgrow(article);
        }
        touchRows(reader);
    }

    /** Rules from the articles of the running session, unless this one is among them already. */
    private void learnSession(int reader, int article, long timeMs) {
        int start =
                histories.sessionStart(reader, timeMs, settings.sessions().gap().toMillis());
        int[] read = histories.articles(reader);
        int length = histories.length(reader);
        for (int place = start; place < length; place++) {
            if (read[place] == article) {
                return;
            }
        }
        for (int distance = 1; distance <= Math.min(RULES_DEPTH, length - start); distance++) {
            rules.add(read[length - distance], article, distance, timeMs);
        }
        sessions.add(reader, article, timeMs, length > start);
        if (length > start) {
            next.add(read[length - 1], article, 1, timeMs);
            nextSlow.add(read[length - 1], article, 1, timeMs);
        }
    }

    /** An event changes the rows of its article and of what else its reader engaged with lately. */
    private void touchRows(int reader) {
        int[] read = histories.articles(reader);
        int length = histories.length(reader);
        for (int place = Math.max(0, length - TOUCHED_MAX); place < length; place++) {
            rows.touch(read[place]);
        }
    }

    private void upsert(Article article) {
        int ordinal = articles.upsert(article);
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
    public void publish(TasteRows learned, long nowMs) {
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
    public TasteRows tasteRows() {
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
