package io.reco.server.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;

import org.junit.jupiter.api.Test;

class ScoresTest {

    @Test
    void theBoundLetsAsManyThroughAsAskedForAndFewMore() {
        Random random = new Random(3);
        Scores scores = new Scores();
        for (int article = 0; article < 5_000; article++) {
            scores.add(article, (float) Math.exp(random.nextGaussian() * 5));
        }

        for (int limit : new int[] {1, 10, 300, 4_999}) {
            float bound = scores.bound(limit);

            int through = 0;
            int near = 0;
            for (int article = 0; article < 5_000; article++) {
                through += scores.of(article) >= bound ? 1 : 0;
                near += scores.of(article) >= bound && scores.of(article) < bound * (1 + 1 / 32f) ? 1 : 0;
            }
            assertThat(through).isBetween(limit, limit + near);
        }
    }

    @Test
    void whereNoMoreThanTheLimitIsAboveZeroAllOfItPasses() {
        Scores scores = new Scores();
        scores.add(1, 2);
        scores.add(2, -1);
        scores.add(3, Float.MIN_NORMAL);

        assertThat(scores.bound(3)).isZero();
        assertThat(scores.bound(2)).isBetween(0f, Float.MIN_NORMAL);
    }

    @Test
    void whatWasForgottenIsGone() {
        Scores scores = new Scores();
        scores.add(7, 1);

        scores.clear();

        assertThat(scores.of(7)).isZero();
        assertThat(scores.count()).isZero();
    }
}
