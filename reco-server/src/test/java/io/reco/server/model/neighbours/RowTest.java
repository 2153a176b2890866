package io.reco.server.model.neighbours;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;

import org.junit.jupiter.api.Test;

import io.reco.server.model.neighbours.NeighbourRows.Row;

class RowTest {

    private final SplittableRandom random = new SplittableRandom(1);

    @Test
    void aRowBeginsWithItsStrongestWeights() {
        for (int length : new int[] {0, 1, 32, 33, 64, 128, 129, 500}) {
            for (int distinct : new int[] {1, 5, 1_000}) {
                float[] weights = weights(length, distinct);
                Row row = new Row(counting(length), weights.clone());

                float[] strongestLast = weights.clone();
                Arrays.sort(strongestLast);
                for (int head : new int[] {32, 64, 128, length}) {
                    int first = Math.min(head, length);
                    float[] begins = Arrays.copyOf(row.weights(), first);
                    Arrays.sort(begins);
                    assertThat(begins).isEqualTo(Arrays.copyOfRange(strongestLast, length - first, length));
                }
            }
        }
    }

    @Test
    void aWeightStaysThatOfItsArticle() {
        float[] weights = weights(500, 1_000);
        Row row = new Row(counting(500), weights.clone());

        for (int place = 0; place < 500; place++) {
            assertThat(row.weights()[place]).isEqualTo(weights[row.articles()[place]]);
        }
        assertThat(Arrays.stream(row.articles()).sorted().toArray()).isEqualTo(counting(500));
    }

    @Test
    void ofMoreRowsLessIsReadOfEachAndOfFewAll() {
        assertThat(Row.head(6_400, 12)).isEqualTo(Integer.MAX_VALUE);
        assertThat(Row.head(6_400, 13)).isEqualTo(128);
        assertThat(Row.head(6_400, 50)).isEqualTo(128);
        assertThat(Row.head(6_400, 51)).isEqualTo(64);
        assertThat(Row.head(6_400, 200)).isEqualTo(32);
        assertThat(Row.head(6_400, 1_000)).isEqualTo(32);
    }

    /** Some of them the same, some below 0. */
    private float[] weights(int length, int distinct) {
        float[] weights = new float[length];
        for (int i = 0; i < length; i++) {
            weights[i] = random.nextInt(distinct) / (float) distinct - 0.1f;
        }
        return weights;
    }

    private static int[] counting(int length) {
        int[] articles = new int[length];
        Arrays.setAll(articles, i -> i);
        return articles;
    }
}
