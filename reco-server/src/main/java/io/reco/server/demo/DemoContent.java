package io.reco.server.demo;

import java.util.List;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.reco.server.domain.Event;
import io.reco.server.domain.Fact;
import io.reco.server.domain.Limits;
import io.reco.server.store.log.FactLog;

/** The newsroom's articles and events as a log that was there before the server started. */
public final class DemoContent {

    private static final Logger log = LoggerFactory.getLogger(DemoContent.class);

    private DemoContent() {}

    /**
     * Fills a log that nobody follows yet: weeks of events that a follower saw arrive within a second would tell it little of
     * what neighbours are worth.
     */
    public static void fill(FactLog facts, long seed, long nowMs) {
        Newsroom newsroom = Newsroom.of(seed, nowMs);
        List<Fact.ArticleUpserted> articles =
                newsroom.articles().stream().map(Fact.ArticleUpserted::new).toList();
        var unused = facts.append(articles).join();
        List<Event> events = newsroom.events();
        for (int i = 0; i < events.size(); i += Limits.ITEMS_MAX) {
            unused = facts.append(events.subList(i, Math.min(events.size(), i + Limits.ITEMS_MAX)))
                    .join();
        }
        log.info("demo content filled articles={} events={}", articles.size(), events.size());
    }
}
