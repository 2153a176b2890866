package io.reco.server.recommend;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;

import io.reco.server.MovableClock;
import io.reco.server.domain.Article;
import io.reco.server.domain.Event;
import io.reco.server.domain.EventType;
import io.reco.server.domain.Fact;
import io.reco.server.domain.page.Page;
import io.reco.server.engine.Engine;
import io.reco.server.engine.EngineSettings;
import io.reco.server.recommend.draft.PageRequest;
import io.reco.server.store.Store;
import io.reco.server.store.memory.MemoryStore;

/** A small service without transport, at a fixed moment: store, follower, models and pipeline. */
final class Newsroom implements AutoCloseable {

    static final long NOW = Instant.parse("2026-03-01T12:00:00Z").toEpochMilli();
    static final long HOUR = TimeUnit.HOURS.toMillis(1);

    /** What tokens are signed with. */
    static final Map<String, byte[]> KEYS = Map.of("k", new byte[32]);

    final Store store;
    final Engine engine;
    private final MovableClock clock;
    private int events;

    Newsroom() {
        this(new MovableClock(Instant.ofEpochMilli(NOW)));
    }

    /** With a clock that shows {@link #NOW} at first. */
    Newsroom(MovableClock clock) {
        this.clock = clock;
        store = MemoryStore.open(clock);
        engine = Engine.open(store, EngineSettings.defaults(), KEYS, clock);
        engine.ready().join();
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

    /** Appends, and waits until all is learned. */
    void append(List<? extends Fact> facts) {
        var unused = store.facts().append(facts).join();
        engine.settled().join();
    }

    /** Waits until all is learned in the background, too: from then on the same request gets the same page. */
    void settle() {
        await().atMost(Duration.ofMinutes(1))
                .until(() -> engine.status().learnedPosition()
                        == store.facts().newest().sum());
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

    /** A look at the page that a reader would get. */
    List<Page.Slot> page(int reader, int count) {
        String id = reader == 0 ? "" : Integer.toString(reader);
        return page(PageRequest.of(id, count, engine.policy()));
    }

    /** The same, once it is this moment. */
    List<Page.Slot> page(int reader, int count, long nowMs) {
        clock.move(Duration.ofMillis(nowMs - clock.millis()));
        return page(reader, count);
    }

    /** For a page of ten of nobody in particular. */
    PageRequest anonymous() {
        return PageRequest.of("", 10, engine.policy());
    }

    List<Page.Slot> page(PageRequest request) {
        return engine.recommender().recommend(request.notKept()).join().items().stream()
                .map(Answer.Item::slot)
                .toList();
    }

    List<Integer> ids(List<Page.Slot> page) {
        return page.stream().map(slot -> (int) slot.article()).toList();
    }

    @Override
    public void close() {
        engine.close();
    }
}
