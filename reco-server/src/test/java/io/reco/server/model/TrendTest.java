package io.reco.server.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

class TrendTest {

    private static final int[] NO_TOPICS = {};
    private static final long HALF_LIFE = 60_000;

    @Test
    void theListIsThatOfRecomputingEverything() {
        Random random = new Random(3);
        Trend trend = new Trend(HALF_LIFE);
        double[] expected = new double[1_000];
        long[] times = new long[20_000];
        int[] articles = new int[times.length];
        for (int i = 0; i < times.length; i++) {
            times[i] = i * 5_000L - random.nextInt(60_000); // 27 hours: the landmark moves
            articles[i] = (int) (expected.length * Math.pow(random.nextDouble(), 3));
            trend.add(articles[i], NO_TOPICS, 1, times[i]);
        }
        long now = times.length * 5_000L;
        for (int i = 0; i < times.length; i++) {
            expected[articles[i]] += Math.pow(2, -(now - times[i]) / (double) HALF_LIFE);
        }

        List<Integer> best = IntStream.range(0, expected.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> -expected[i]))
                .limit(20)
                .toList();

        assertThat(IntStream.range(0, 20).mapToObj(trend.overall()::article)).isEqualTo(best);
        assertThat(trend.value(best.get(0), now)).isEqualTo(expected[best.get(0)], within(1e-9));
    }

    @Test
    void aTopicHasItsOwnList() {
        Trend trend = new Trend(HALF_LIFE);
        trend.add(1, new int[] {4}, 1, 0);
        trend.add(2, new int[] {5}, 3, 0);

        assertThat(trend.ofTopic(4).count()).isEqualTo(1);
        assertThat(trend.ofTopic(4).article(0)).isEqualTo(1);
        assertThat(trend.ofTopic(9).count()).isZero();
    }

    @Test
    void aDroppedArticleLeavesTheLists() {
        Trend trend = new Trend(HALF_LIFE);
        trend.add(1, new int[] {4}, 1, 0);
        trend.add(2, new int[] {4}, 2, 0);

        trend.drop(2, new int[] {4});

        assertThat(trend.overall().count()).isEqualTo(1);
        assertThat(trend.ofTopic(4).article(0)).isEqualTo(1);
    }
}
