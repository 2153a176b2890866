package io.reco.server.recommend;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

import io.reco.server.domain.Article;
import io.reco.server.domain.Event;
import io.reco.server.domain.EventType;
import io.reco.server.domain.Fact;
import io.reco.server.learn.follow.Follower;
import io.reco.server.model.Models;
import io.reco.server.model.settings.LearningSettings;
import io.reco.server.recommend.draft.PageRequest;
import io.reco.server.recommend.draft.Policy;
import io.reco.server.store.Store;
import io.reco.server.store.memory.MemoryStore;
import io.reco.server.store.reader.ReaderState;

/** A small service without transport, at a fixed moment: store, follower, models and pipeline. */
final class Newsroom implements AutoCloseable {

    static final long NOW = Instant.parse("2026-03-01T12:00:00Z").toEpochMilli();
    static final long HOUR = TimeUnit.HOURS.toMillis(1);
    private static final Clock CLOCK = Clock.fixed(Instant.ofEpochMilli(NOW), ZoneOffset.UTC);

    final Store store;
    final Models models = new Models(LearningSettings.defaults());
    final Pipeline pipeline;
    final Follower follower;
    private int events;

    Newsroom() {
        this(CLOCK);
    }

    /** With a clock that shows {@link #NOW} at first. */
    Newsroom(Clock clock) {
        store = MemoryStore.open(clock);
        pipeline = new Pipeline(models, store.ids());
        follower = Follower.start(store.facts(), store.ids(), models, clock, pipeline.rehearsal());
    }

    /** Articles from 1 to {@code articles}, of topics in turn, one an hour, the highest id just now. */
    Newsroom publish(int articles, int topics) {
        List<Fact> facts = new ArrayList<>();
        for (int id = 1; id <= articles; id++) {
            facts.add(new Fact.ArticleUpserted(article(id, "topic" + id % topics, NOW - (articles - id) * HOUR)));
        }
        append(facts);
        return this;
    }

    static Article article(int id, String topic, long publishMs) {
        return new Article(Integer.toString(id), "", "", "", "", List.of(topic), "", publishMs, Article.NEVER, false);
    }

    Event view(int reader, int article) {
        return event(reader, article, EventType.VIEW);
    }

    Event event(int reader, int article, EventType type) {
        return new Event("e" + events++, Integer.toString(reader), Integer.toString(article), type, NOW - HOUR, 0);
    }

    /** Appends, and waits until it is in the models. */
    void append(List<? extends Fact> facts) {
        long position = store.facts().append(facts).join().position();
        follower.applied(position).join();
    }

    void append(Fact fact) {
        append(List.of(fact));
    }

    /** Readers from 1 on view 9 times in 10 an article of their own topic: reader modulo topics. */
    Newsroom simulate(int readers, int views, int articles, int topics) {
        Random random = new Random(7);
        List<Event> facts = new ArrayList<>();
        for (int i = 0; i < views; i++) {
            int reader = 1 + random.nextInt(readers);
            int any = 1 + (int) (articles * Math.pow(random.nextDouble(), 1.5));
            boolean own = random.nextInt(10) < 9;
            int article = own ? any - any % topics + reader % topics : any;
            if (article >= 1 && article <= articles) {
                facts.add(view(reader, article));
            }
            if (facts.size() == 1_000) {
                append(facts);
                facts.clear();
            }
        }
        append(facts);
        return this;
    }

    Selection page(int reader, int count) {
        return page(reader, count, NOW);
    }

    /** The page of a moment. */
    Selection page(int reader, int count, long nowMs) {
        String id = reader == 0 ? "" : Integer.toString(reader);
        return page(PageRequest.of(id, count, Policy.defaults()), nowMs);
    }

    Selection page(PageRequest request) {
        return page(request, NOW);
    }

    private Selection page(PageRequest request, long nowMs) {
        boolean anonymous = request.reader().isEmpty();
        ReaderState state = anonymous ? ReaderState.EMPTY : store.readers().read(request.reader());
        return pipeline.select(request, state, nowMs);
    }

    List<Integer> ids(Selection selection) {
        return selection.slots().stream().map(slot -> (int) slot.article()).toList();
    }

    @Override
    public void close() {
        follower.close();
        store.close();
    }
}
