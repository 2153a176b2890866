package io.reco.server.demo;

import java.util.ArrayList;
import java.util.List;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.reco.server.domain.Event;
import io.reco.server.domain.Fact;
import io.reco.server.domain.Limits;
import io.reco.server.store.log.FactLog;
import io.reco.server.store.log.Positions;
import io.reco.server.store.log.Tail;

/** The newsroom's articles and events as a log that was there before the server started. */
public final class DemoContent {

    private static final Logger log = LoggerFactory.getLogger(DemoContent.class);

    private DemoContent() {}

    /**
     * Fills a log that nobody follows yet: weeks of events that a follower saw arrive within a second would tell it little of
     * what neighbours are worth. One that a fill was cut short of is filled to its end; one that holds anything else is left as
     * it is.
     */
    public static void fill(FactLog facts, long seed, long nowMs) {
        if (facts.newest().sum() >= Newsroom.ARTICLES + Newsroom.EVENTS
                || !facts.oldest().equals(Positions.START)) {
            return;
        }
        Newsroom newsroom = Newsroom.of(seed, nowMs);
        List<Fact> all = new ArrayList<>();
        newsroom.articles().forEach(article -> all.add(new Fact.ArticleUpserted(article)));
        all.addAll(newsroom.events());
        int there = begun(facts, all);
        if (there < facts.newest().sum()) {
            return;
        }
        for (int i = there; i < all.size(); i += Limits.ITEMS_MAX) {
            var unused = facts.append(all.subList(i, Math.min(all.size(), i + Limits.ITEMS_MAX)))
                    .join();
        }
        log.info("demo content filled facts={} there_before={}", all.size(), there);
    }

    /** With how many of these facts the log begins. */
    private static int begun(FactLog facts, List<Fact> all) {
        List<Fact> there = new ArrayList<>();
        Tail tail = facts.tail(Positions.START);
        while (tail.read(Limits.ITEMS_MAX, there::add) > 0 && there.size() < all.size()) {
            // more
        }
        int same = 0;
        while (same < Math.min(there.size(), all.size())
                && name(there.get(same)).equals(name(all.get(same)))) {
            same++;
        }
        return same;
    }

    /** The times of one and the same fact differ from fill to fill. */
    private static String name(Fact fact) {
        if (fact instanceof Event event) {
            return "event " + event.reader() + " " + event.id();
        }
        return fact instanceof Fact.ArticleUpserted upserted
                ? "article " + upserted.article().title()
                : fact.getClass().getName();
    }
}
