package io.reco.server.recommend;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

import com.google.protobuf.InvalidProtocolBufferException;
import it.unimi.dsi.fastutil.longs.LongList;
import org.junit.jupiter.api.Test;

import io.reco.server.domain.Event;
import io.reco.server.domain.EventType;
import io.reco.server.domain.page.Origin;
import io.reco.server.domain.page.Rung;
import io.reco.server.model.View;
import io.reco.server.recommend.draft.PageRequest;
import io.reco.server.recommend.space.Pace;

/** Callers who wait less than a page takes. */
class DeadlinesTest {

    private static final int ARTICLES = 400;
    private static final int TOPICS = 8;

    @Test
    void whoIsInAHurryGetsWhatTrendsAndIsNewAndIsTold() throws InvalidProtocolBufferException {
        try (Newsroom room = new Newsroom().publish(ARTICLES, TOPICS).simulate(100, 5_000, ARTICLES, TOPICS)) {
            PageRequest hurried = PageRequest.of("7", 10, room.engine.policy()).within(() -> 1);

            Answer page = room.engine.recommender().recommend(hurried).join();
            Answer unhurried = room.engine
                    .recommender()
                    .recommend(PageRequest.of("8", 10, room.engine.policy()).within(() -> TimeUnit.SECONDS.toNanos(60)))
                    .join();

            assertThat(page.degraded()).isTrue();
            assertThat(TokensOfPagesTest.said(page).getDegraded()).isTrue();
            assertThat(TokensOfPagesTest.said(unhurried).getDegraded()).isFalse();
            assertThat(room.engine.status().degradedPages()).isEqualTo(1);
            assertThat(page.items())
                    .hasSize(10)
                    .allMatch(item ->
                            item.slot().rung() == Rung.TRENDING || item.slot().rung() == Rung.FRESH);
            assertThat(unhurried.degraded()).isFalse();
            assertThat(unhurried.items()).anyMatch(item -> item.slot().rung() == Rung.PERSONAL);
        }
    }

    @Test
    void aHurriedPageIsKeptAndStaysDegradedForWhoeverAsksForItAgain() {
        try (Newsroom room = new Newsroom().publish(ARTICLES, TOPICS)) {
            PageRequest hurried = PageRequest.of("7", 10, room.engine.policy()).within(() -> 1);
            Answer page = room.engine.recommender().recommend(hurried).join();

            Answer again = room.engine
                    .recommender()
                    .recommend(PageRequest.of("7", 10, room.engine.policy()).at(page.stamp()))
                    .join();

            assertThat(again).isEqualTo(page);
        }
    }

    @Test
    void whatFollowsADegradedPageTeachesNothingOfPages() {
        assertThat(afterOpening(false)).isNotEqualTo(afterOpening(true));
        assertThat(afterOpening(true)).isEqualTo(List.of(0f, 0f));
    }

    /** By how much the view of a page's third slot changes what is known of slots and of its article. */
    private static List<Float> afterOpening(boolean degraded) {
        try (Newsroom room = new Newsroom().publish(ARTICLES, TOPICS)) {
            List<Float> before = openings(room);
            for (int reader = 1; reader <= 50; reader++) {
                room.append(new Event(
                        "e" + reader,
                        "r" + reader,
                        "3",
                        EventType.VIEW,
                        Newsroom.NOW,
                        new Origin("", Newsroom.NOW, 2, LongList.of(1, 2), 1, degraded)));
            }
            List<Float> after = openings(room);
            return List.of(after.get(0) - before.get(0), after.get(1) - before.get(1));
        }
    }

    private static List<Float> openings(Newsroom room) {
        return room.engine.models().read((View view) -> {
            int shown = view.articles().ordinal(3);
            int passedOver = view.articles().ordinal(1);
            return List.of((float) view.openings().shown(shown), (float)
                    view.openings().shown(passedOver));
        });
    }

    @Test
    void thePaceIsWhatNearlyAllPagesStayBelow() {
        Pace pace = new Pace();
        assertThat(pace.neededNanos(0)).as("before any").isEqualTo(TimeUnit.MILLISECONDS.toNanos(5));
        Random random = new Random(7);
        for (int page = 0; page < 20_000; page++) {
            pace.measured((long) (1e6 * (1 + random.nextDouble())), page);
        }

        assertThat(pace.neededNanos(20_000)).isBetween(1_700_000L, 2_200_000L);
    }

    @Test
    void oneSlowPageHurriesNobodyAndManyDoUntilTheyAreForgotten() {
        Pace pace = new Pace();
        for (int page = 0; page < 2_000; page++) {
            pace.measured(1_000_000, 0);
        }
        long calm = pace.neededNanos(0);

        pace.measured(TimeUnit.SECONDS.toNanos(1), 0);
        assertThat(pace.neededNanos(0)).isBetween(calm, calm * 5 / 4);

        for (int page = 0; page < 100; page++) {
            pace.measured(TimeUnit.MILLISECONDS.toNanos(200), 0);
        }
        assertThat(pace.neededNanos(0)).isEqualTo(TimeUnit.MILLISECONDS.toNanos(200));
        assertThat(pace.neededNanos(TimeUnit.SECONDS.toNanos(40))).isEqualTo(TimeUnit.MICROSECONDS.toNanos(12_500));
    }
}
