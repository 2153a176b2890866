package io.reco.server.model.neighbours;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

import io.reco.server.model.neighbours.NeighbourRows.Row;

class RowTest {

    private static final Offset<Float> UNIT = Offset.offset(1f / Short.MAX_VALUE);

    private final SplittableRandom random = new SplittableRandom(1);

    @Test
    void aRowBeginsWithItsStrongestWeights() {
        for (int length : new int[] {0, 1, 32, 33, 64, 128, 129, 500}) {
            for (int distinct : new int[] {1, 5, 1_000}) {
                float[] weights = weights(length, distinct);
                Row row = Row.of(counting(length), weights.clone());

                float[] strongestLast = weights.clone();
                Arrays.sort(strongestLast);
                for (int head : new int[] {32, 64, 128, length}) {
                    int first = Math.min(head, length);
                    float[] begins = Arrays.copyOf(weightsOf(row), first);
                    Arrays.sort(begins);
                    assertThat(begins).containsExactly(Arrays.copyOfRange(strongestLast, length - first, length), UNIT);
                }
            }
        }
    }

    @Test
    void aWeightStaysThatOfItsArticle() {
        float[] weights = weights(500, 1_000);
        Row row = Row.of(counting(500), weights.clone());

        for (int place = 0; place < 500; place++) {
            assertThat(row.weight(place)).isCloseTo(weights[row.articles()[place]], UNIT);
        }
        assertThat(Arrays.stream(row.articles()).sorted().toArray()).isEqualTo(counting(500));
    }

    @Test
    void whatHasTheLeastWeightKeepsSome() {
        Row row = Row.of(new int[] {1, 2, 3, 4}, new float[] {1, 1e-9f, 0, -1e-9f});

        assertThat(weightsOf(row)[1]).isPositive();
        assertThat(weightsOf(row)[2]).isZero();
        assertThat(weightsOf(row)[3]).isNegative();
    }

    @Test
    void aRowComesBackFromASnapshotAsItWas() {
        for (int length : new int[] {1, 2, 3, 499, 500}) {
            Row row = Row.of(counting(length), weights(length, 1_000));

            Row back = Row.ofFlat(row.flat());

            assertThat(back.articles()).isEqualTo(row.articles());
            assertThat(back.units()).isEqualTo(row.units());
            assertThat(back.unit()).isEqualTo(row.unit());
        }
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

    private static float[] weightsOf(Row row) {
        float[] weights = new float[row.length()];
        for (int place = 0; place < weights.length; place++) {
            weights[place] = row.weight(place);
        }
        return weights;
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
