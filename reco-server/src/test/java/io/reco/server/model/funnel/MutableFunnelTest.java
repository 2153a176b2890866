package io.reco.server.model.funnel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;

import it.unimi.dsi.fastutil.longs.LongList;
import org.junit.jupiter.api.Test;

import io.reco.server.domain.EventType;
import io.reco.server.domain.count.HourUse;
import io.reco.server.domain.page.Origin;

/** What became of articles, by hour: told in order, and bounded. */
class MutableFunnelTest {

    private static final long HOUR_MS = 3_600_000;
    private static final long T0 = 490_000 * HOUR_MS;

    private final MutableFunnel funnel = new MutableFunnel(1_000);

    private static Origin page(String placement, int source) {
        return new Origin(placement, T0, 2, LongList.of(), source, false);
    }

    private List<HourUse> uses(int article) {
        List<HourUse> uses = new ArrayList<>();
        funnel.each(article, uses::add);
        return uses;
    }

    @Test
    void eachStepIsCountedByHourPlacementAndSource() {
        funnel.count(7, EventType.EXPOSE, page("home", 3), T0);
        funnel.count(7, EventType.EXPOSE, page("home", 3), T0 + HOUR_MS - 1);
        funnel.count(7, EventType.VIEW, page("home", 3), T0 + 5);
        funnel.count(7, EventType.READ, page("home", 3), T0 + 6);
        funnel.count(7, EventType.SHARE, page("home", 3), T0 + 7);
        funnel.count(7, EventType.LIKE, page("home", 3), T0 + 7);
        funnel.count(7, EventType.VIEW, page("home", 1), T0);
        funnel.count(7, EventType.VIEW, Origin.NONE, T0);
        funnel.count(7, EventType.VIEW, Origin.NONE, T0 + HOUR_MS);
        funnel.count(8, EventType.VIEW, Origin.NONE, T0);

        assertThat(uses(7))
                .containsExactly(
                        new HourUse(T0, "", 0, 0, 1, 0, 0),
                        new HourUse(T0, "home", 1, 0, 1, 0, 0),
                        new HourUse(T0, "home", 3, 2, 1, 1, 1),
                        new HourUse(T0 + HOUR_MS, "", 0, 0, 1, 0, 0));
        assertThat(uses(8)).hasSize(1);
        assertThat(uses(9)).isEmpty();
        assertThat(uses(9_000)).isEmpty();
    }

    @Test
    void whatArrivesLateIsOfTheHourInWhichItHappened() {
        funnel.count(1, EventType.VIEW, Origin.NONE, T0 + 9 * HOUR_MS);
        funnel.count(1, EventType.VIEW, Origin.NONE, T0 + 2 * HOUR_MS);
        funnel.count(1, EventType.VIEW, Origin.NONE, T0 + 4 * HOUR_MS);
        funnel.count(1, EventType.VIEW, Origin.NONE, T0 + 2 * HOUR_MS);

        assertThat(uses(1)).extracting(HourUse::hourMs).isSorted().hasSize(3);
        assertThat(uses(1)).extracting(HourUse::opened).containsExactly(2, 1, 1);
    }

    @Test
    void ofTheLatestHoursAloneSomethingIsKept() {
        funnel.count(1, EventType.VIEW, Origin.NONE, T0);
        funnel.count(2, EventType.VIEW, Origin.NONE, T0 + HOUR_MS);
        long newest = T0 + Funnel.HOURS * HOUR_MS;
        funnel.count(2, EventType.VIEW, Origin.NONE, newest);
        funnel.count(1, EventType.VIEW, Origin.NONE, T0 + 1);

        assertThat(uses(1)).isEmpty();
        assertThat(uses(2)).extracting(HourUse::hourMs).containsExactly(T0 + HOUR_MS, newest);
        assertThat(funnel.sinceMs()).isEqualTo(T0 + HOUR_MS);
    }

    @Test
    void whereThereIsNoMoreRoomTheOldestHoursGoAndItSaysSo() {
        for (int hour = 0; hour < 30; hour++) {
            for (int article = 0; article < 100; article++) {
                funnel.count(article, EventType.VIEW, Origin.NONE, T0 + hour * HOUR_MS);
            }
        }

        int kept = 0;
        for (int article = 0; article < 100; article++) {
            kept += uses(article).size();
            assertThat(uses(article)).allMatch(use -> use.hourMs() >= funnel.sinceMs());
        }
        assertThat(kept).isBetween(800, 1_000);
        assertThat(funnel.sinceMs()).isBetween(T0 + 20 * HOUR_MS, T0 + 22 * HOUR_MS);
        assertThat(uses(3)).last().isEqualTo(new HourUse(T0 + 29 * HOUR_MS, "", 0, 0, 1, 0, 0));
    }

    @Test
    void oneHourThatFillsAllOfItGoesAndIsNotBegunAgain() {
        for (int article = 0; article < 2_000; article++) {
            funnel.count(article, EventType.VIEW, Origin.NONE, T0);
        }

        assertThat(uses(1)).isEmpty();
        assertThat(uses(1_999)).isEmpty();
        assertThat(funnel.sinceMs()).isEqualTo(T0 + HOUR_MS);
        funnel.count(1, EventType.VIEW, Origin.NONE, T0 + HOUR_MS);
        assertThat(uses(1)).hasSize(1);
    }

    @Test
    void placementsBeyondTheFirstFewAreOne() {
        for (int i = 0; i < 40; i++) {
            funnel.count(1, EventType.EXPOSE, page("place-" + i, 2), T0);
        }
        funnel.count(1, EventType.EXPOSE, page("other", 2), T0);

        assertThat(uses(1)).hasSize(21);
        assertThat(uses(1)).last().isEqualTo(new HourUse(T0, "other", 2, 21, 0, 0, 0));
    }

    @Test
    void ofWhatHappenedBeforeItBeganNothingIsTold() {
        funnel.beginAt(T0 + 10);
        funnel.count(1, EventType.VIEW, Origin.NONE, T0 + 9);
        funnel.count(1, EventType.VIEW, Origin.NONE, T0 + 10);

        assertThat(uses(1)).extracting(HourUse::opened).containsExactly(1);
        assertThat(funnel.sinceMs()).isEqualTo(T0 + 10);
    }
}
