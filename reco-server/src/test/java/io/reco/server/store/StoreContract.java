package io.reco.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

import io.reco.server.MovableClock;
import io.reco.server.domain.Event;
import io.reco.server.domain.EventType;
import io.reco.server.domain.Fact;
import io.reco.server.domain.page.ModelId;
import io.reco.server.domain.page.Page;
import io.reco.server.domain.page.Rung;
import io.reco.server.domain.page.Shares;
import io.reco.server.domain.page.Source;
import io.reco.server.store.article.ArticleChange;
import io.reco.server.store.log.FactLog.Appended;
import io.reco.server.store.log.FactLog.Outcome;
import io.reco.server.store.log.Positions;
import io.reco.server.store.log.Tail;

/** What the suites of all interfaces need: an empty store, a clock to move, facts. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
public abstract class StoreContract {

    protected static final long T0 = 1_760_000_000_000L;

    protected final MovableClock clock = new MovableClock(Instant.ofEpochMilli(T0));
    protected Store store;

    /** An empty store. */
    protected abstract Store open(MovableClock clock);

    @BeforeEach
    void openStore() {
        store = open(clock);
    }

    @AfterEach
    void closeStore() {
        store.close();
    }

    protected static Event event(String id, int reader, int article, EventType type) {
        return new Event(id, Integer.toString(reader), Integer.toString(article), type, T0 - 5_000, 0);
    }

    protected static Event view(String id, int reader, int article) {
        return event(id, reader, article, EventType.VIEW);
    }

    protected static Page page(long stamp, int... articles) {
        List<Page.Slot> slots = new ArrayList<>();
        for (int article : articles) {
            slots.add(new Page.Slot(article, Rung.PERSONAL, 1, Shares.of(Source.NEIGHBOURS)));
        }
        return new Page(stamp, "k1", "", new ModelId(7), slots);
    }

    protected Appended append(Fact... facts) {
        return store.facts().append(List.of(facts)).join();
    }

    protected Appended change(ArticleChange... changes) {
        return store.facts().change(List.of(changes)).join();
    }

    protected List<Outcome> outcomes(Fact... facts) {
        return append(facts).outcomes();
    }

    /** What a reader did, as the store gives it. */
    protected List<Did> did(int reader) {
        return Did.all(store.readers().read(Integer.toString(reader)).join().actions());
    }

    /** Articles a reader acted on, as the store gives them. */
    protected List<Integer> articles(int reader) {
        return did(reader).stream().map(did -> (int) did.article()).toList();
    }

    /** Appends events in calls of the size that callers send. */
    protected void appendAll(List<Event> events) {
        for (int from = 0; from < events.size(); from += 1_000) {
            append(events.subList(from, Math.min(events.size(), from + 1_000)).toArray(Fact[]::new));
        }
    }

    /** All facts in the log after a place. */
    protected List<Fact> log(Positions after) {
        List<Fact> facts = new ArrayList<>();
        Tail tail = store.facts().tail(after);
        while (tail.read(1_000, facts::add) > 0) {
            // until there are no more
        }
        assertThat(tail.at()).isEqualTo(store.facts().newest());
        return facts;
    }

    /** All facts in the log. */
    protected List<Fact> log() {
        return log(Positions.START);
    }
}
