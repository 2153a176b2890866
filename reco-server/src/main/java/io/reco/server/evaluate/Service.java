package io.reco.server.evaluate;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import it.unimi.dsi.fastutil.ints.Int2ObjectOpenHashMap;
import it.unimi.dsi.fastutil.ints.IntOpenHashSet;

import io.reco.server.domain.Article;
import io.reco.server.domain.Event;
import io.reco.server.domain.Fact;
import io.reco.server.learn.Intake;
import io.reco.server.learn.Learner;
import io.reco.server.model.EngineSettings;
import io.reco.server.model.Models;
import io.reco.server.recommend.Ask;
import io.reco.server.recommend.Pipeline;
import io.reco.server.recommend.Selection;
import io.reco.server.store.ReaderState;

/**
 * The service without transport and disk, in one thread and at the log's own time: facts go in through {@link Intake}, pages
 * come out of {@link Pipeline}. It keeps no pages, so that what was asked for offline does not count as served.
 */
final class Service {

    /** What one reader did, oldest first; the latest {@link #KEPT_MAX}. */
    private static final class Trail {
        private int[] articles = new int[4];
        private byte[] types = new byte[4];
        private long[] timesMs = new long[4];
        private int count;

        private void add(Event event) {
            if (count == KEPT_MAX) {
                count /= 2;
                System.arraycopy(articles, count, articles, 0, count);
                System.arraycopy(types, count, types, 0, count);
                System.arraycopy(timesMs, count, timesMs, 0, count);
            } else if (count == articles.length) {
                articles = Arrays.copyOf(articles, count * 2);
                types = Arrays.copyOf(types, count * 2);
                timesMs = Arrays.copyOf(timesMs, count * 2);
            }
            articles[count] = event.article();
            types[count] = (byte) event.type().code();
            timesMs[count++] = event.timeMs();
        }

        /** Newest first, as a store gives it. */
        private ReaderState state() {
            int[] reversed = new int[count];
            byte[] reversedTypes = new byte[count];
            long[] reversedTimes = new long[count];
            for (int i = 0; i < count; i++) {
                reversed[i] = articles[count - 1 - i];
                reversedTypes[i] = types[count - 1 - i];
                reversedTimes[i] = timesMs[count - 1 - i];
            }
            return new ReaderState(reversed, reversedTypes, reversedTimes, List.of());
        }
    }

    private static final int KEPT_MAX = 4_000;

    /** Set by what happens. */
    private static final class LogClock extends Clock {
        private long nowMs;

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return Instant.ofEpochMilli(nowMs);
        }
    }

    private final Models models;
    private final Intake intake;
    private final Learner learner;
    private final Pipeline pipeline;
    private final LogClock clock = new LogClock();
    private final Int2ObjectOpenHashMap<Trail> trails = new Int2ObjectOpenHashMap<>();
    private final IntOpenHashSet listed = new IntOpenHashSet();

    Service(EngineSettings settings) {
        this.models = new Models(settings);
        this.pipeline = new Pipeline(models);
        this.intake = new Intake(models, pipeline.rehearsal());
        this.learner = new Learner(models, clock);
    }

    Models models() {
        return models;
    }

    void publish(List<Article> articles) {
        intake.apply(articles.stream().map(Fact.ArticleUpserted::new).toList());
        articles.forEach(article -> listed.add(article.id()));
    }

    /** Takes in an event; its article is published with it, when it was not before. */
    void feed(Event event) {
        clock.nowMs = Math.max(clock.nowMs, event.timeMs());
        if (listed.add(event.article())) {
            Article article = Article.bare(event.article()).publishedAt(event.timeMs());
            intake.apply(List.of(new Fact.ArticleUpserted(article), event));
        } else {
            intake.apply(List.of(event));
        }
        remember(event);
    }

    /** Takes in events of published articles as a log of long ago. */
    void feed(Interactions events, int from, int to) {
        List<Event> batch = new ArrayList<>(to - from);
        for (int i = from; i < to; i++) {
            Event event = events.event(i);
            clock.nowMs = Math.max(clock.nowMs, event.timeMs());
            batch.add(event);
            remember(event);
        }
        intake.replay(batch);
    }

    private void remember(Event event) {
        Trail trail = trails.get(event.reader());
        if (trail == null) {
            trail = new Trail();
            trails.put(event.reader(), trail);
        }
        trail.add(event);
    }

    /** Rebuilds at most so many neighbour rows. */
    void rebuildRows(int limit) {
        intake.rebuildRows(Math.min(limit, intake.staleRows()));
    }

    /** Brings all that is learned in the background up to date. */
    void learn(int threads) {
        while (intake.staleRows() > 0) {
            intake.rebuildRows(64);
        }
        learner.learn(threads);
    }

    ReaderState state(int reader) {
        Trail trail = trails.get(reader);
        return trail == null ? ReaderState.EMPTY : trail.state();
    }

    Selection ask(Ask ask) {
        return pipeline.select(ask);
    }
}
