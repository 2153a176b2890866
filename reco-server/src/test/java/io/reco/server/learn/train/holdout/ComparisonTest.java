package io.reco.server.learn.train.holdout;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ComparisonTest {

    @Test
    void withoutAMarginTheFirstStays() {
        Comparison comparison = new Comparison(2, 0.01);
        for (int reader = 0; reader < 1_000; reader++) {
            comparison.add(new double[] {0.4, 0.4 * 1.009});
        }

        assertThat(comparison.best()).isZero();
        assertThat(comparison.highest()).isOne();
    }

    @Test
    void whatGainsMoreThanTheMarginWins() {
        Comparison comparison = new Comparison(3, 0.01);
        for (int reader = 0; reader < 1_000; reader++) {
            comparison.add(new double[] {0.4, 0.4 * 1.02, 0.4 * 1.05});
        }

        assertThat(comparison.best()).isEqualTo(2);
        assertThat(comparison.mean(2)).isCloseTo(0.42, org.assertj.core.api.Assertions.within(1e-9));
    }

    @Test
    void whatGainsByChanceDoesNotWin() {
        // A gain of a tenth on average, of a standard deviation of .9: 36 readers have a standard error of .15.
        Comparison comparison = new Comparison(2, 0.01);
        for (int reader = 0; reader < 36; reader++) {
            comparison.add(new double[] {0.5, reader % 2 == 0 ? 1.5 : -0.3});
        }

        assertThat(comparison.mean(1)).isGreaterThan(comparison.mean(0));
        assertThat(comparison.best()).isZero();
    }

    @Test
    void ofThoseThatAreAsGoodAsTheBestTheNearestIsTaken() {
        Comparison comparison = new Comparison(4, 0.01);
        for (int reader = 0; reader < 1_000; reader++) {
            // The third leads the second by a hundredth of what sways it; the first two are clearly behind both.
            double swayed = reader % 2 == 0 ? 0.1 : -0.1;
            comparison.add(new double[] {0.3, 0.35, 0.4 - swayed, 0.401 + swayed});
        }

        assertThat(comparison.best()).isEqualTo(3);
        assertThat(comparison.nearest(setting -> setting)).isEqualTo(2);
        assertThat(comparison.nearest(setting -> -setting)).isEqualTo(3);
    }

    @Test
    void whereNoneWinsTheFirstIsTheNearest() {
        Comparison comparison = new Comparison(2, 0.01);
        comparison.add(new double[] {0.5, 0.4});

        assertThat(comparison.nearest(setting -> setting)).isZero();
    }

    @Test
    void aReaderOfWhomNothingIsExpectedDoesNotCount() {
        Comparison comparison = new Comparison(2, 0.01);
        comparison.add(new double[] {Double.NaN, Double.NaN});
        comparison.add(new double[] {0.25, 0.5});

        assertThat(comparison.mean(0)).isEqualTo(0.25);
        assertThat(comparison.best()).isOne();
    }
}
