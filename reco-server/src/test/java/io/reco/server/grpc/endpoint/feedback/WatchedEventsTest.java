package io.reco.server.grpc.endpoint.feedback;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.reco.api.v1.WatchEventsResponse;
import io.reco.server.domain.Article;
import io.reco.server.domain.Event;
import io.reco.server.domain.EventType;
import io.reco.server.domain.Fact;
import io.reco.server.grpc.stream.Step;
import io.reco.server.ingest.watch.WatchRequest;
import io.reco.server.ingest.watch.Watches;
import io.reco.server.store.Store;
import io.reco.server.store.memory.MemoryStore;

class WatchedEventsTest {

    private final Store store = MemoryStore.open(Clock.systemUTC());
    private final Watches watches = new Watches(store.facts(), store.lives(), store.ids());

    @AfterEach
    void close() {
        store.close();
    }

    private WatchedEvents events(Duration quietMax) {
        WatchRequest request = new WatchRequest("", true, List.of(), List.of(), List.of(EventType.LIKE.code()));
        return new WatchedEvents(watches.open(request), quietMax);
    }

    private void append(Fact... facts) {
        var unused = store.facts().append(List.of(facts)).join();
    }

    private static WatchEventsResponse answer(Step<WatchEventsResponse> step) {
        return Objects.requireNonNull(step.message());
    }

    @Test
    void theFirstAnswerSaysWhereItBegins() {
        append(new Fact.ArticleUpserted(Article.bare("a").publishedAt(1)));
        WatchedEvents events = events(Duration.ofHours(1));

        WatchEventsResponse first = answer(events.next());

        assertThat(first.getEventsList()).isEmpty();
        assertThat(first.getPosition()).isNotEmpty();
        assertThat(events.next()).as("more to look at").isEqualTo(Step.more());
        assertThat(events.next()).isEqualTo(Step.later());
    }

    @Test
    void aQuietStreamSaysHowFarItHasComeAlsoWhereNothingIsLetThrough() {
        WatchedEvents events = events(Duration.ZERO);
        String begin = answer(events.next()).getPosition();
        append(new Event("e", "r", "a", EventType.VIEW, 1, 0));

        WatchEventsResponse next = answer(events.next());

        assertThat(next.getEventsList()).isEmpty();
        assertThat(next.getPosition()).isNotEqualTo(begin);
        assertThat(events.position()).contains(next.getPosition());
    }
}
