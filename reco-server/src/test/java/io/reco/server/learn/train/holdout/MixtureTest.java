package io.reco.server.learn.train.holdout;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;

import io.reco.server.model.histories.TestHistories;
import io.reco.server.model.settings.LearningSettings;

class MixtureTest {

    private static final LearningSettings.Neighbours SETTINGS =
            LearningSettings.defaults().neighbours();

    @Test
    void aDenseLogPrefersEase() {
        // Readers have a third of all series, and nearly all of both parts of these: of many articles one tells of
        // another.
        Random random = new Random(11);
        TestHistories log = new TestHistories();
        for (int reader = 1; reader <= 400; reader++) {
            for (int series = 0; series < 90; series++) {
                boolean has = random.nextInt(3) == 0;
                for (int part = 0; part < 2; part++) {
                    if (has && random.nextDouble() < 0.9) {
                        log.add(reader, 2 * series + part);
                    }
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
    void articlesOutsideOfTheHeadCount() {
        // Forty articles that EASE may know are read by chance; of ten others that go together each reader has eight.
        Random random = new Random(13);
        TestHistories log = new TestHistories();
        for (int reader = 1; reader <= 600; reader++) {
            for (int i = 0; i < 4; i++) {
                log.add(reader, random.nextInt(40));
            }
            for (int i = 0; i < 8; i++) {
                log.add(reader, 40 + reader % 20 * 10 + (reader / 20 + i) % 10);
            }
        }

        // Were only the head ranked, no choice could foresee more than chance does.
        assertThat(choose(log, 240, 40).quality()).isGreaterThan(0.5);
    }

    @Test
    void theSameLogMakesTheSameChoice() {
        Random random = new Random(14);
        TestHistories log = new TestHistories();
        for (int i = 0; i < 8_000; i++) {
            log.add(1 + random.nextInt(500), (int) (150 * Math.pow(random.nextDouble(), 2)));
        }

        Mixture.Choice one = choose(log, 150);
        Mixture.Choice other = choose(log, 150);

        assertThat(one.quality()).isPositive().isEqualTo(other.quality());
        assertThat(one.share()).isEqualTo(other.share());
        assertThat(one.lambda()).isEqualTo(other.lambda());
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
        return choose(log, articles, articles);
    }

    private static Mixture.Choice choose(TestHistories log, int articles, int head) {
        int[] byPopularity = new int[articles];
        Arrays.setAll(byPopularity, article -> article);
        Split split = new Split(log.histories(), byPopularity, 0);
        ShownFilter filter = new ShownFilter(split, SETTINGS.damping(), SETTINGS.historyMax(), SETTINGS.rowMax());
        return new Mixture(List.of(filter), head, -1, 2).choose();
    }
}
