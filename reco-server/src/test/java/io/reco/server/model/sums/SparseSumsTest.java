package io.reco.server.model.sums;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;

import org.junit.jupiter.api.Test;

class SparseSumsTest {

    @Test
    void theBoundLetsAsManyThroughAsAskedForAndFewMore() {
        Random random = new Random(3);
        SparseSums scores = new SparseSums();
        for (int article = 0; article < 3_000; article++) {
            scores.add(article, (float) Math.exp(random.nextGaussian() * 5));
        }

        for (int limit : new int[] {1, 10, 300, 2_999}) {
            float bound = scores.bound(limit);

            int through = 0;
            int near = 0;
            for (int article = 0; article < 3_000; article++) {
                through += scores.of(article) >= bound ? 1 : 0;
                near += scores.of(article) >= bound && scores.of(article) < bound * (1 + 1 / 32f) ? 1 : 0;
            }
            assertThat(through).isBetween(limit, limit + near);
        }
    }

    @Test
    void ofManySumsTheBoundIsThatOfASample() {
        Random random = new Random(4);
        SparseSums scores = new SparseSums();
        for (int article = 0; article < 40_000; article++) {
            scores.add(article, random.nextFloat());
        }

        float bound = scores.bound(4_000);

        // A tenth reaches it; the sample's share is off by four standard deviations and a step at most.
        double deviation = 4 * Math.sqrt(0.1 * 0.9 / 2_000) + 0.03;
        assertThat(bound).isBetween((float) (0.9 - deviation), (float) (0.9 + deviation));
    }

    @Test
    void whereNoMoreThanTheLimitIsAboveZeroAllOfItPasses() {
        SparseSums scores = new SparseSums();
        scores.add(1, 2);
        scores.add(2, -1);
        scores.add(3, Float.MIN_NORMAL);

        assertThat(scores.bound(3)).isZero();
        assertThat(scores.bound(2)).isBetween(0f, Float.MIN_NORMAL);
    }

    @Test
    void aRowAddsWhatItsEntriesWouldOneByOne() {
        Random random = new Random(6);
        SparseSums rows = new SparseSums();
        SparseSums singles = new SparseSums();
        for (int row = 0; row < 20; row++) {
            int[] keys = random.ints(300, 0, 5_000).toArray();
            float[] values = new float[keys.length];
            for (int i = 0; i < keys.length; i++) {
                values[i] = random.nextFloat() - 0.3f;
                if (i < 250) {
                    singles.add(keys[i], 2 * values[i]);
                }
            }
            rows.addAll(keys, values, 250, 2);
        }

        assertThat(rows.count()).isEqualTo(singles.count());
        for (int place = 0; place < rows.count(); place++) {
            assertThat(rows.key(place)).isEqualTo(singles.key(place));
            assertThat(rows.of(rows.key(place))).isEqualTo(singles.of(rows.key(place)));
        }
    }

    @Test
    void whatWasForgottenIsGone() {
        SparseSums scores = new SparseSums();
        scores.add(7, 1);

        scores.clear();

        assertThat(scores.of(7)).isZero();
        assertThat(scores.count()).isZero();
    }
}
