package io.reco.server.model.openings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;

import org.junit.jupiter.api.Test;

class OpeningsTest {

    private static final int KEPT = 10_000;

    private final MutableOpenings openings = new MutableOpenings(KEPT);

    @Test
    void beforeAnythingIsKnownLaterShowingsAreWorthLess() {
        assertThat(openings.rate()).isBetween(0.01f, 0.2f);
        assertThat(openings.mean(7)).isEqualTo(openings.rate());
        assertThat(openings.again(0)).isEqualTo(1);
        assertThat(openings.again(1)).isLessThan(1);
        assertThat(openings.again(2)).isLessThan(openings.again(1));
        assertThat(openings.again(99)).isLessThan(openings.again(2)).isPositive();
        assertThat(openings.examination(99)).isLessThan(openings.examination(0)).isPositive();
    }

    @Test
    void anExposureCountsOnceAPageHoweverOftenItIsTold() {
        openings.expose(1, 1_000, 0, 5);
        openings.expose(1, 1_000, 0, 5);
        assertThat(openings.shown(5)).isEqualTo(1);

        openings.expose(1, 2_000, 0, 5);
        openings.expose(2, 1_000, 0, 5);
        assertThat(openings.shown(5)).isEqualTo(3);
    }

    @Test
    void ofAPageWithoutExposuresWhatStandsAboveAnActionWasShown() {
        openings.act(1, 1_000, new int[] {10, 11, 12}, true);
        openings.act(1, 1_000, new int[] {10}, true);
        openings.act(1, 1_000, new int[] {10, 11, 12, -1, 14}, false);

        for (int article : new int[] {10, 11, 12, 14}) {
            assertThat(openings.shown(article)).as("article " + article).isEqualTo(1);
        }
        assertThat(openings.shown(13)).isZero();
    }

    @Test
    void downToTheThirtyFirstSlotPagesAreLearnedFromAndNotBelow() {
        int[] page = new int[100];
        Arrays.setAll(page, slot -> slot);
        for (int slot = 0; slot < page.length; slot++) {
            openings.expose(1, 1_000, slot, slot);
            openings.act(2, 1_000, Arrays.copyOf(page, slot + 1), true);
        }

        for (int slot = 0; slot < page.length; slot++) {
            assertThat(openings.shown(slot)).as("slot " + slot).isEqualTo(slot < 31 ? 2 : 0);
        }
        assertThat(openings.mean(99)).isEqualTo(openings.rate());
        assertThat(openings.examination(99)).isEqualTo(openings.examination(30));
    }

    @Test
    void ofAPageWithExposuresOnlyTheseAndWhatIsActedOnWereShown() {
        openings.expose(1, 1_000, 1, 11);
        openings.act(1, 1_000, new int[] {10, 11, 12}, true);

        assertThat(openings.shown(10)).isZero();
        assertThat(openings.shown(11)).isEqualTo(1);
        assertThat(openings.shown(12)).isEqualTo(1);
    }

    @Test
    void anArticleThatIsOpenedMoreHasAHigherRateWhateverItsSlot() {
        Random random = new Random(1);
        float[] examined = {1, 0.5f, 0.25f};
        float[] rates = {0.1f, 0.1f, 0.3f};
        for (int page = 0; page < 60_000; page++) {
            int shift = random.nextInt(10) < 8 ? 0 : 1 + random.nextInt(2); // mostly each article has its slot
            show(page, shift, examined, rates, random);
        }

        assertThat(openings.examination(1)).isEqualTo(0.5f, within(0.08f));
        assertThat(openings.examination(2)).isEqualTo(0.25f, within(0.06f));
        assertThat(openings.mean(0)).isEqualTo(0.1f, within(0.02f));
        assertThat(openings.mean(1)).isEqualTo(0.1f, within(0.02f));
        assertThat(openings.mean(2)).isEqualTo(0.3f, within(0.05f));
        assertThat(openings.hope(2)).isGreaterThan(openings.mean(2));
        assertThat(openings.hope()).isGreaterThan(openings.rate());
    }

    private void show(int page, int shift, float[] examined, float[] rates, Random random) {
        int[] shown = new int[3];
        for (int slot = 0; slot < 3; slot++) {
            int article = (slot + shift) % 3;
            shown[slot] = article;
            openings.expose(page, 1, slot, article);
            if (random.nextFloat() < examined[slot] * rates[article]) {
                openings.act(page, 1, Arrays.copyOf(shown, slot + 1), true);
            }
        }
    }

    @Test
    void theDiscountOfALaterShowingIsWhatReadersDo() {
        Random random = new Random(2);
        float[] rates = {0.2f, 0.1f, 0.05f, 0.05f, 0.05f};
        for (int reader = 0; reader < 4_000; reader++) {
            int article = random.nextInt(50);
            for (int time = 0; time < rates.length; time++) {
                openings.expose(reader, time, 0, article);
                if (random.nextFloat() < rates[time]) {
                    openings.act(reader, time, new int[] {article}, true);
                }
            }
        }

        assertThat(openings.again(1)).isEqualTo(0.5f, within(0.07f));
        assertThat(openings.again(2)).isEqualTo(0.25f, within(0.05f));
        assertThat(openings.again(7)).isEqualTo(0.25f, within(0.05f));
    }

    @Test
    void whatIsRememberedIsBounded() {
        MutableOpenings few = new MutableOpenings(3);
        for (int page = 0; page < 1_000; page++) {
            few.expose(page, 1, 0, 5);
        }
        few.expose(0, 1, 0, 5);

        assertThat(few.shown(5)).isEqualTo(1_001);
    }
}
