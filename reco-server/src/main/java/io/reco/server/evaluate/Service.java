package io.reco.server.evaluate;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;

import it.unimi.dsi.fastutil.ints.Int2ObjectOpenHashMap;
import it.unimi.dsi.fastutil.ints.IntOpenHashSet;

import io.reco.server.domain.Actions;
import io.reco.server.domain.Article;
import io.reco.server.domain.Event;
import io.reco.server.domain.Fact;
import io.reco.server.learn.follow.ModelWriter;
import io.reco.server.learn.train.Learner;
import io.reco.server.model.Models;
import io.reco.server.model.settings.LearningSettings;
import io.reco.server.recommend.Ask;
import io.reco.server.recommend.Pipeline;
import io.reco.server.recommend.Selection;
import io.reco.server.store.reader.ReaderState;
import io.reco.server.store.reader.Retention;

/**
 * The service without transport and disk, in one thread and at the log's own time: facts go in through {@link ModelWriter}, pages
 * come out of {@link Pipeline}. It keeps no pages, so that what was asked for offline does not count as served.
 */
final class Service {

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
    private final ModelWriter intake;
    private final Learner learner;
    private final Pipeline pipeline;
    private final LogClock clock = new LogClock();
    private final Int2ObjectOpenHashMap<Actions.Builder> pasts = new Int2ObjectOpenHashMap<>();
    private final IntOpenHashSet listed = new IntOpenHashSet();

    Service(LearningSettings settings) {
        this.models = new Models(settings);
        this.pipeline = new Pipeline(models);
        this.intake = new ModelWriter(models, clock, pipeline.rehearsal());
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

    /** Takes in events of published articles; the blend is fitted to them, too, unless they are of long ago. */
    void feed(List<Event> events, boolean longAgo) {
        for (Event event : events) {
            clock.nowMs = Math.max(clock.nowMs, event.timeMs());
            remember(event);
        }
        if (longAgo) {
            intake.replay(events);
        } else {
            intake.apply(events);
        }
    }

    private void remember(Event event) {
        Actions.Builder past = pasts.get(event.reader());
        if (past == null) {
            past = Actions.builder(4);
            pasts.put(event.reader(), past);
        }
        past.add(event.article(), event.type(), event.timeMs());
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
        Actions.Builder past = pasts.get(reader);
        return past == null
                ? ReaderState.EMPTY
                : Retention.limit(new ReaderState(past.build(), List.of()), clock.millis());
    }

    Selection ask(Ask ask) {
        return pipeline.select(ask);
    }
}
