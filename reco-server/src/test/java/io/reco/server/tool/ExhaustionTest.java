package io.reco.server.tool;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

/** The rule alone, with looks and figures made up. */
class ExhaustionTest {

    private static final long MIB = 1L << 20;
    private static final long MAX = 40 * MIB;

    private long now = -7;
    private long collecting = 123;
    private final Exhaustion exhaustion = new Exhaustion(now, collecting);

    @Test
    void nearlyAllTimeInCollectionsOfAFullHeapIsExhaustionAfterFiveLooks() {
        for (int look = 1; look <= 4; look++) {
            assertThat(look(5_000, 4_890, 3 * MIB)).as("look %s", look).isFalse();
        }
        assertThat(look(5_000, 4_890, 3 * MIB)).isTrue();
    }

    @Test
    void aHeapFullOfWhatLivesIsHealthyWhileCollectionsAreShort() {
        for (int look = 0; look < 1_000; look++) {
            assertThat(look(5_000, 250, 2 * MIB)).isFalse();
        }
    }

    @Test
    void aBusyCollectorThatFreesMuchIsHealthy() {
        for (int look = 0; look < 1_000; look++) {
            assertThat(look(5_000, 4_990, 8 * MIB)).isFalse();
        }
    }

    @Test
    void memoryOfConnectionsThatStaysFullIsExhaustionAfterFiveLooks() {
        for (int look = 1; look <= 4; look++) {
            assertThat(exhaustion.shownByNetwork(.96)).as("look %s", look).isFalse();
        }
        assertThat(exhaustion.shownByNetwork(1)).isTrue();

        assertThat(exhaustion.shownByNetwork(.9)).isFalse();
        assertThat(exhaustion.shownByNetwork(1)).isFalse();
    }

    @Test
    void oneLookInBetweenThatIsWellBeginsItAgain() {
        for (int look = 0; look < 1_000; look++) {
            boolean well = look % 5 == 4;
            assertThat(look(5_000, well ? 4_700 : 5_000, MIB)).isFalse();
        }
    }

    @Test
    void aProcessThatWasSuspendedWhileItCollectedIsHealthy() {
        assertThat(look(3_600_000, 3_599_999, MIB)).isFalse();
        assertThat(look(5_000, 200, MIB)).isFalse();
    }

    @Test
    void aProcessThatWasSuspendedBetweenCollectionsIsHealthy() {
        for (int look = 0; look < 1_000; look++) {
            assertThat(look(20_000, 5_000, MIB)).isFalse();
        }
    }

    @Test
    void collectionsLongerThanTheTimeBetweenLooksAreExhaustionAsWell() {
        for (int look = 1; look <= 4; look++) {
            assertThat(look(30_000, 29_500, 0)).isFalse();
        }
        assertThat(look(30_000, 29_500, 0)).isTrue();
    }

    private boolean look(long passedMillis, long collectingMillis, long free) {
        now += TimeUnit.MILLISECONDS.toNanos(passedMillis);
        collecting += collectingMillis;
        return exhaustion.shownBy(now, collecting, free, MAX);
    }
}
