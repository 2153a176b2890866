package io.reco.server.learn.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;

import org.junit.jupiter.api.Test;

import io.reco.server.model.histories.TestHistories;
import io.reco.server.model.settings.LearningSettings;

class MixtureTest {

    private static final LearningSettings.Neighbours SETTINGS =
            LearningSettings.defaults().neighbours();

    @Test
    void aDenseLogPrefersEase() {
        // Readers like two genres of six and read half of them, and mostly what everybody reads.
        Random random = new Random(11);
        TestHistories log = new TestHistories();
        for (int reader = 1; reader <= 400; reader++) {
            int one = random.nextInt(6);
            int other = random.nextInt(6);
            for (int article = 0; article < 180; article++) {
                boolean liked = article % 6 == one || article % 6 == other;
                if (random.nextDouble() < (liked ? 0.5 : 0.8 * Math.exp(-article / 40.0))) {
                    log.add(reader, article);
                }
            }
        }

        assertThat(choose(log, 180).share()).isGreaterThanOrEqualTo(0.85f);
    }

    @Test
    void aSparseLogPrefersTheFilter() {
        // Articles stand on a ring, and readers know a few of one neighbourhood.
        Random random = new Random(12);
        TestHistories log = new TestHistories();
        for (int reader = 1; reader <= 3_000; reader++) {
            int place = random.nextInt(2_000);
            for (int i = 0; i < 6; i++) {
                log.add(reader, Math.floorMod(place + (int) (random.nextGaussian() * 8), 2_000));
            }
        }

        assertThat(choose(log, 2_000).share()).isLessThanOrEqualTo(0.3f);
    }

    @Test
    void tooFewReadersChooseTheFilter() {
        TestHistories log = new TestHistories();
        for (int article = 0; article < 100; article++) {
            log.add(1 + article % 10, article);
        }

        assertThat(choose(log, 100)).isEqualTo(Mixture.Choice.FILTER);
    }

    private static Mixture.Choice choose(TestHistories log, int articles) {
        int[] byPopularity = new int[articles];
        Arrays.setAll(byPopularity, article -> article);
        return new Mixture(new Split(log.histories(), byPopularity), SETTINGS, SETTINGS.rowMax(), 2).choose();
    }
}
