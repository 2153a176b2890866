package io.reco.server.evaluate;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.reco.server.domain.Article;
import io.reco.server.domain.Event;
import io.reco.server.domain.Limits;
import io.reco.server.domain.page.Page;
import io.reco.server.engine.Engine;
import io.reco.server.engine.EngineSettings;
import io.reco.server.ingest.ArticleWrite;
import io.reco.server.ingest.event.Feedback;
import io.reco.server.ingest.event.ReportedEvent;
import io.reco.server.model.Models;
import io.reco.server.model.settings.Parameter;
import io.reco.server.recommend.Answer;
import io.reco.server.recommend.draft.PageRequest;
import io.reco.server.store.Store;
import io.reco.server.store.memory.MemoryStore;
import io.reco.server.store.reader.ReaderState;

/**
 * An engine on a store in memory, at the log's own time, which learns when it is told to: what goes in is checked and kept as in
 * service, and so is what comes out, but that pages asked for count as served only where that is said.
 */
final class Service implements AutoCloseable {

    private final LogClock clock = new LogClock();
    private final Store store = MemoryStore.open(clock);
    private final Engine engine;
    private final Set<String> published = new HashSet<>();
    private final List<ReportedEvent> reported = new ArrayList<>(Limits.ITEMS_MAX);
    private long events;

    Service(Map<Parameter, Double> values) {
        this.engine = Engine.stepped(store, EngineSettings.of(values), clock);
    }

    Models models() {
        return engine.models();
    }

    /** Learns articles. */
    void publish(List<Article> articles) {
        List<ArticleWrite> writes = new ArrayList<>(articles.size());
        for (Article article : articles) {
            writes.add(ArticleWrite.whole(writes.size(), article));
            published.add(article.id());
        }
        var refused = engine.catalogue().upsert(writes);
        while (engine.step()) {
            // until all of them are in force
        }
        refused.join().forEach(one -> {
            throw new IllegalArgumentException(one.violations().get(0).description());
        });
    }

    /**
     * Learns an event; its article is published with it, when it was not before.
     *
     * @param exposure the token of the page that it came from; empty for none
     * @return whether there was anything to learn
     */
    boolean feed(Event event, String exposure) {
        clock.reach(event.timeMs());
        if (!published.contains(event.article())) {
            Article article = Article.bare(event.article()).publishedAt(event.timeMs());
            published.add(event.article());
            var unused = engine.catalogue().upsert(List.of(ArticleWrite.whole(0, article)));
        }
        report(event, exposure);
        flush();
        return engine.step();
    }

    /** Takes an event of a published article in, to be learned later. */
    void report(Event event) {
        report(event, "");
    }

    /** The same of an event of the page of a token; empty for none. */
    void report(Event event, String exposure) {
        clock.reach(event.timeMs());
        reported.add(new ReportedEvent(
                "e" + events++, event.reader(), event.article(), event.type().code(), event.timeMs(), exposure));
        if (reported.size() == Limits.ITEMS_MAX) {
            flush();
        }
    }

    /** Learns what was reported. */
    void takeIn() {
        flush();
        while (engine.step()) {
            // until nothing is left
        }
    }

    /** Says that it is this moment, in milliseconds since 1970 UTC, or later. */
    void reach(long timeMs) {
        clock.reach(timeMs);
    }

    private void flush() {
        if (reported.isEmpty()) {
            return;
        }
        Feedback.Report report = engine.feedback().report(reported).join();
        report.refused().forEach(one -> {
            throw new IllegalArgumentException(one.violations().get(0).description());
        });
        reported.clear();
    }

    /** Rebuilds at most so many neighbour rows. */
    void rebuildRows(int limit) {
        engine.rebuildRows(limit);
    }

    /** Brings all that is learned up to date. */
    void learn(int threads) {
        takeIn();
        engine.train(threads);
        engine.catchUp(); // after it: other exponents make all rows due
    }

    ReaderState state(String reader) {
        return store.readers().read(reader).join();
    }

    /** A look at a page as of a moment; what the reader did before {@code seenSinceMs} keeps no article away. */
    List<Page.Slot> page(String reader, int count, long nowMs, long seenSinceMs) {
        return slots(answer(reader, count, nowMs, seenSinceMs, false));
    }

    /** The same; kept as in service, so that it counts as served, or not. */
    Answer answer(String reader, int count, long nowMs, long seenSinceMs, boolean keep) {
        clock.reach(nowMs);
        PageRequest request = PageRequest.of(reader, count, engine.policy()).seenSince(seenSinceMs);
        return engine.recommender()
                .recommend(keep ? request : request.notKept())
                .join();
    }

    static List<Page.Slot> slots(Answer answer) {
        return answer.items().stream().map(Answer.Item::slot).toList();
    }

    @Override
    public void close() {
        engine.close();
    }
}
