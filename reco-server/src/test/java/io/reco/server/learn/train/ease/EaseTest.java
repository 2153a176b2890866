package io.reco.server.learn.train.ease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;

import org.junit.jupiter.api.Test;

import io.reco.server.learn.RowBuilder;
import io.reco.server.model.histories.Histories;
import io.reco.server.model.histories.TestHistories;
import io.reco.server.model.neighbours.Damping;
import io.reco.server.model.neighbours.NeighbourRows.Row;
import io.reco.server.model.settings.LearningSettings;

class EaseTest {

    private static final int READERS = 200;
    private static final int ARTICLES = 70; // more than two blocks of pivots, and not a multiple of one
    private static final float LAMBDA = 5;

    @Test
    void theRowsAreThoseOfTheClosedForm() {
        boolean[][] read = random();
        double[][] inverse = inverse(gram(read));
        int[] articles = new int[ARTICLES];
        for (int i = 0; i < ARTICLES; i++) {
            articles[i] = i;
        }

        float[][] rows = new Ease(histories(read), articles, 2).rows(LAMBDA);

        for (int i = 0; i < ARTICLES; i++) {
            for (int j = 0; j < ARTICLES; j++) {
                double heldBack = Math.pow(readers(read, j), -0.1);
                double expected = i == j ? 0 : -inverse[i][j] / inverse[j][j] * heldBack;
                assertThat((double) rows[i][j]).isEqualTo(expected, within(1e-4));
            }
        }
    }

    @Test
    void theFilterIsItsFormula() {
        boolean[][] read = random();
        Histories histories = histories(read);
        Damping damping = LearningSettings.defaults().neighbours().damping();

        Row row = new RowBuilder(damping).build(3, histories, ARTICLES);

        for (int j = 0; j < ARTICLES; j++) {
            if (j == 3) {
                continue;
            }
            double sum = 0;
            for (int u = 0; u < READERS; u++) {
                sum += read[u][3] && read[u][j] ? Math.pow(size(read[u]), -damping.reader()) : 0;
            }
            double expected =
                    Math.pow(readers(read, 3), -damping.from()) * sum * Math.pow(readers(read, j), -damping.to());
            assertThat((double) weight(row, j)).isEqualTo(expected, within(1e-4));
        }
    }

    @Test
    void ofTheFiltersRowTheStrongestWeightsAreKept() {
        Histories histories = histories(random());
        RowBuilder builder =
                new RowBuilder(LearningSettings.defaults().neighbours().damping());
        Row whole = builder.build(3, histories, ARTICLES);

        Row row = builder.build(3, histories, 5);

        short[] sorted = whole.units().clone();
        Arrays.sort(sorted);
        float fifth = sorted[sorted.length - 5] * whole.unit();
        assertThat(row.articles()).hasSize(5).doesNotHaveDuplicates();
        for (int k = 0; k < 5; k++) {
            assertThat(row.weight(k)).isCloseTo(weight(whole, row.articles()[k]), within(1e-4f));
            // Weights that differ by less than a step of the bound may stand for one another.
            assertThat(row.weight(k)).isGreaterThan(fifth * 0.96f);
        }
    }

    private static float weight(Row row, int target) {
        for (int k = 0; k < row.articles().length; k++) {
            if (row.articles()[k] == target) {
                return row.weight(k);
            }
        }
        return 0;
    }

    private static boolean[][] random() {
        Random random = new Random(5);
        boolean[][] read = new boolean[READERS][ARTICLES];
        for (boolean[] reader : read) {
            for (int i = 0; i < 12; i++) {
                reader[(int) (ARTICLES * Math.pow(random.nextDouble(), 2))] = true;
            }
        }
        return read;
    }

    private static Histories histories(boolean[][] read) {
        TestHistories histories = new TestHistories();
        for (int u = 0; u < READERS; u++) {
            for (int i = 0; i < ARTICLES; i++) {
                if (read[u][i]) {
                    histories.add(u + 1, i);
                }
            }
        }
        return histories.histories();
    }

    private static double[][] gram(boolean[][] read) {
        double[][] gram = new double[ARTICLES][ARTICLES];
        double average = Arrays.stream(read).mapToInt(EaseTest::size).average().orElseThrow();
        for (int i = 0; i < ARTICLES; i++) {
            for (int j = 0; j < ARTICLES; j++) {
                for (boolean[] reader : read) {
                    gram[i][j] += reader[i] && reader[j] ? Math.sqrt(average / size(reader)) : 0;
                }
            }
            gram[i][i] += gram[i][i] + LAMBDA; // half of a reader's articles left out
        }
        return gram;
    }

    private static double[][] inverse(double[][] matrix) {
        int n = matrix.length;
        double[][] result = new double[n][n];
        for (int i = 0; i < n; i++) {
            result[i][i] = 1;
        }
        for (int p = 0; p < n; p++) {
            double pivot = matrix[p][p];
            for (int j = 0; j < n; j++) {
                matrix[p][j] /= pivot;
                result[p][j] /= pivot;
            }
            for (int i = 0; i < n; i++) {
                double factor = matrix[i][p];
                for (int j = 0; j < n && i != p; j++) {
                    matrix[i][j] -= factor * matrix[p][j];
                    result[i][j] -= factor * result[p][j];
                }
            }
        }
        return result;
    }

    private static int size(boolean[] reader) {
        int size = 0;
        for (boolean one : reader) {
            size += one ? 1 : 0;
        }
        return size;
    }

    private static int readers(boolean[][] read, int article) {
        int readers = 0;
        for (boolean[] reader : read) {
            readers += reader[article] ? 1 : 0;
        }
        return readers;
    }
}
