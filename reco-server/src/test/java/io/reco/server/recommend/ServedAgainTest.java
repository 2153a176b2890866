package io.reco.server.recommend;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import it.unimi.dsi.fastutil.longs.LongList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.reco.server.MovableClock;
import io.reco.server.domain.Event;
import io.reco.server.domain.EventType;
import io.reco.server.domain.page.Origin;
import io.reco.server.domain.page.Rung;
import io.reco.server.model.settings.Parameter;
import io.reco.server.recommend.draft.PageRequest;
import io.reco.server.recommend.draft.Policy;

/** What a reader was served and did not open is not gone for ever. */
@Timeout(300)
class ServedAgainTest {

    private static final int READER = 5_001;
    private static final int ARTICLES = 400;

    private final MovableClock clock = new MovableClock(Instant.ofEpochMilli(Newsroom.NOW));
    private final Newsroom room = new Newsroom(clock);
    private final Policy policy = Policy.of(Map.of(Parameter.EXPLORING_PLACES, 0.0));

    @BeforeEach
    void publish() {
        room.publish(ARTICLES, 10).simulate(300, 10_000, ARTICLES, 10);
        room.append(List.of(room.view(READER, 3), room.view(READER, 13), room.view(READER, 23)));
        room.settle();
    }

    @AfterEach
    void close() {
        room.close();
    }

    private Answer serve() {
        return serve(10);
    }

    private Answer serve(int count) {
        clock.move(Duration.ofMinutes(1));
        return room.engine
                .recommender()
                .recommend(PageRequest.of(Integer.toString(READER), count, policy))
                .join();
    }

    private static List<Integer> ids(Answer page) {
        return page.items().stream().map(item -> (int) item.slot().article()).toList();
    }

    @Test
    void nothingOnTheNewestPagesNorOnOneOfTheLastDayIsRepeated() {
        Set<Integer> lastDay = new HashSet<>(ids(serve()));
        for (int page = 1; page < 15; page++) {
            List<Integer> served = ids(serve());
            assertThat(served).doesNotContainAnyElementsOf(lastDay);
            lastDay.addAll(served);
        }
        clock.move(Duration.ofHours(25));

        Set<Integer> newest = new HashSet<>(ids(serve()));
        for (int page = 1; page < 10; page++) {
            List<Integer> served = ids(serve());
            assertThat(served).doesNotContainAnyElementsOf(newest);
            newest.addAll(served);
        }
        assertThat(newest).containsAnyElementsOf(lastDay);
    }

    @Test
    void olderOnesComeBackByTheirRankAndNotAsLeftovers() {
        Answer first = serve();
        for (int page = 0; page < 10; page++) {
            serve();
        }
        clock.move(Duration.ofHours(25));

        List<Answer.Item> back = serve().items().stream()
                .filter(item -> ids(first).contains((int) item.slot().article()))
                .toList();

        assertThat(back).isNotEmpty();
        assertThat(back).extracting(item -> item.slot().rung()).containsOnly(Rung.PERSONAL);
    }

    @Test
    void whatWasNotExposedComesBackOnceThePageIsHalfAnHourOld() {
        Answer first = serve();
        expose(first, 0, 1, 2);
        assertThat(ids(serve())).doesNotContainAnyElementsOf(ids(first));

        clock.move(Duration.ofMinutes(30));

        List<Integer> next = ids(serve());
        assertThat(next).doesNotContainAnyElementsOf(ids(first).subList(0, 3));
        assertThat(next).containsAnyElementsOf(ids(first).subList(3, 10));
    }

    @Test
    void whatIsShownAgainAndAgainComesBackLessAndLess() {
        // Nothing is opened when it is shown once more: the log teaches that showing it again is of no use.
        List<Event> exposures = new ArrayList<>();
        for (int reader = 10_000; reader < 12_000; reader++) {
            exposures.add(exposure(reader, 1 + reader % ARTICLES, 1, 0));
            exposures.add(opening(reader, 1 + reader % ARTICLES, 1));
            exposures.add(exposure(reader, 1 + reader % ARTICLES, 2, 0));
            exposures.add(exposure(reader, 1 + reader % ARTICLES, 3, 0));
        }
        room.append(exposures);

        assertThat(room.engine.models().<Float>read(view -> view.openings().again(1)))
                .isLessThan(0.5f);
        assertThat(room.engine.models().<Float>read(view -> view.openings().again(2)))
                .isLessThan(0.5f);
    }

    @Test
    void whatWasShownAndNotOpenedStandsLowerOnALaterPage() {
        // A page of another placement keeps its articles away by its age alone.
        Answer first = room.engine
                .recommender()
                .recommend(PageRequest.of(Integer.toString(READER), 10, policy).in("elsewhere"))
                .join();
        int shown = ids(first).get(0);
        exposeElsewhere(first, 9);
        clock.move(Duration.ofHours(25));
        Answer unseen = look();

        exposeElsewhere(first, 0);
        Answer seen = look();

        int placeBefore = ids(unseen).indexOf(shown);
        int placeAfter = ids(seen).indexOf(shown);
        assertThat(placeBefore).isNotNegative();
        assertThat(placeAfter).isGreaterThan(placeBefore);
        assertThat(score(seen, shown) / score(unseen, shown)).isBetween(0.5f, 0.9f);
        int other = ids(unseen).stream()
                .filter(article -> !ids(first).contains(article))
                .findFirst()
                .orElseThrow();
        assertThat(score(seen, other) / score(unseen, other))
                .as("of one that was not shown")
                .isBetween(0.95f, 1.05f);
    }

    /** A page of many, with their scores, of which nothing is kept. */
    private Answer look() {
        return room.engine
                .recommender()
                .recommend(PageRequest.of(Integer.toString(READER), 60, policy)
                        .notKept()
                        .withReasons())
                .join();
    }

    private void exposeElsewhere(Answer page, int slot) {
        room.append(new Event(
                "elsewhere" + slot,
                Integer.toString(READER),
                Integer.toString(ids(page).get(slot)),
                EventType.EXPOSE,
                Newsroom.NOW,
                new Origin("elsewhere", page.stamp(), slot, LongList.of())));
    }

    private static float score(Answer page, int article) {
        return page.items().get(ids(page).indexOf(article)).score();
    }

    @Test
    void whatHasToBeServedAgainStandsByItsScore() {
        List<Integer> all = new ArrayList<>();
        for (int page = 0; page < 39; page++) {
            all.addAll(ids(serve()));
        }
        assertThat(all).doesNotHaveDuplicates().hasSize(390);

        // All of this topic was served last, for the reader liked another one then.
        room.append(List.of(room.view(READER, 7), room.view(READER, 17), room.view(READER, 27)));

        List<Integer> again = serve(30).items().stream()
                .filter(item -> item.slot().rung() == Rung.SERVED)
                .map(item -> (int) item.slot().article() % 10)
                .toList();
        assertThat(again).hasSizeGreaterThan(15);
        assertThat(again.subList(0, 10)).containsOnly(3, 7);
    }

    @Test
    void pagesOfAUsedUpCatalogueGoRoundInsteadOfStandingStill() {
        for (int page = 0; page < ARTICLES / 10; page++) {
            serve();
        }

        List<List<Integer>> again = new ArrayList<>();
        for (int page = 0; page < 20; page++) {
            again.add(ids(serve()));
        }

        for (int page = 0; page < 20; page++) {
            assertThat(again.get(page)).hasSize(10);
            for (int earlier = Math.max(0, page - 10); earlier < page; earlier++) {
                assertThat(again.get(page)).doesNotContainAnyElementsOf(again.get(earlier));
            }
        }
    }

    private void expose(Answer page, int... slots) {
        List<Event> events = new ArrayList<>();
        for (int slot : slots) {
            events.add(exposure(READER, ids(page).get(slot), page.stamp(), slot));
        }
        room.append(events);
    }

    private static Event exposure(int reader, int article, long stamp, int slot) {
        return event("x", reader, article, EventType.EXPOSE, stamp, slot);
    }

    private static Event opening(int reader, int article, long stamp) {
        return event("o", reader, article, EventType.VIEW, stamp, 0);
    }

    private static Event event(String id, int reader, int article, EventType type, long stamp, int slot) {
        return new Event(
                id + stamp + "-" + slot,
                Integer.toString(reader),
                Integer.toString(article),
                type,
                Newsroom.NOW,
                new Origin(stamp, slot, LongList.of()));
    }
}
