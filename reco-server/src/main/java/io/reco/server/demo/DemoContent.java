package io.reco.server.demo;

import java.util.ArrayList;
import java.util.List;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.reco.server.domain.Article;
import io.reco.server.domain.Event;
import io.reco.server.domain.Limits;
import io.reco.server.engine.Engine;
import io.reco.server.ingest.ArticleWrite;
import io.reco.server.ingest.ReportedEvent;

/** The newsroom's articles and events, put into an engine as a caller would. */
public final class DemoContent {

    private static final Logger log = LoggerFactory.getLogger(DemoContent.class);

    private DemoContent() {}

    /** Fills an engine, and returns when all is learned. What it holds already changes nothing. */
    public static void fill(Engine engine, long seed, long nowMs) {
        Newsroom newsroom = Newsroom.of(seed, nowMs);
        List<ArticleWrite> writes = new ArrayList<>();
        for (Article article : newsroom.articles()) {
            writes.add(ArticleWrite.whole(writes.size(), article));
        }
        var unused = engine.catalogue().upsert(writes).join();
        List<Event> events = newsroom.events();
        for (int i = 0; i < events.size(); i += Limits.ITEMS_MAX) {
            report(engine, events.subList(i, Math.min(events.size(), i + Limits.ITEMS_MAX)));
        }
        engine.settled().join();
        log.info("demo content filled articles={} events={}", writes.size(), events.size());
    }

    private static void report(Engine engine, List<Event> events) {
        List<ReportedEvent> reported = new ArrayList<>(events.size());
        for (Event event : events) {
            reported.add(new ReportedEvent(
                    event.id(), event.reader(), event.article(), event.type().code(), event.timeMs(), ""));
        }
        var unused = engine.feedback().report(reported).join();
    }
}
