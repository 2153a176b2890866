package io.reco.server.recommend.explore;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ServedSlotsTest {

    private static final int PLACES = 1 << 16;

    private final ServedSlots served = new ServedSlots();

    @Test
    void slotsAreCountedByArticle() {
        served.add(1);
        served.add(1);
        served.add(2);

        assertThat(served.count(1)).isEqualTo(2);
        assertThat(served.count(2)).isEqualTo(1);
        assertThat(served.count(3)).isZero();
    }

    @Test
    void aNewerArticleTakesThePlaceOfAnOlderOneAndNeverItsCount() {
        served.add(5);
        assertThat(served.count(5 + PLACES)).isZero();

        served.add(5 + PLACES);
        served.add(5);

        assertThat(served.count(5 + PLACES)).isEqualTo(1);
        assertThat(served.count(5)).isZero();
    }

    @Test
    void aCountEndsSomewhere() {
        for (int i = 0; i < 70_000; i++) {
            served.add(9);
        }

        assertThat(served.count(9)).isEqualTo(PLACES - 1);
    }
}
