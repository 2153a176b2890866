package io.reco.server.model.trends;

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
    private static final double LEAST = -80;

    @Test
    void theListIsThatOfRecomputingEverything() {
        Random random = new Random(3);
        MutableTrend trend = new MutableTrend(HALF_LIFE, LEAST, article -> true);
        double[] expected = new double[1_000];
        long[] times = new long[20_000];
        int[] articles = new int[times.length];
        for (int i = 0; i < times.length; i++) {
            times[i] = i * 5_000L - random.nextInt(60_000); // 27 hours
            articles[i] = (int) (expected.length * Math.pow(random.nextDouble(), 3));
            trend.add(articles[i], NO_TOPICS, 1, times[i], true);
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
        assertThat((double) trend.value(best.get(0), trend.moment(now))).isEqualTo(expected[best.get(0)], within(1e-6));
    }

    @Test
    void aTopicHasItsOwnList() {
        MutableTrend trend = new MutableTrend(HALF_LIFE, LEAST, article -> true);
        trend.add(1, new int[] {4}, 1, 0, true);
        trend.add(2, new int[] {5}, 3, 0, true);

        assertThat(trend.ofTopic(4).count()).isEqualTo(1);
        assertThat(trend.ofTopic(4).article(0)).isEqualTo(1);
        assertThat(trend.ofTopic(9).count()).isZero();
    }

    @Test
    void aDroppedArticleLeavesTheLists() {
        MutableTrend trend = new MutableTrend(HALF_LIFE, LEAST, article -> true);
        trend.add(1, new int[] {4}, 1, 0, true);
        trend.add(2, new int[] {4}, 2, 0, true);

        trend.drop(2, new int[] {4});

        assertThat(trend.overall().count()).isEqualTo(1);
        assertThat(trend.ofTopic(4).article(0)).isEqualTo(1);
    }

    @Test
    void aMomentBeforeTheNewestAdditionCountsAsThatOfTheNewest() {
        MutableTrend trend = new MutableTrend(HALF_LIFE, LEAST, article -> true);
        trend.add(1, NO_TOPICS, 1, 0, true);
        trend.add(2, NO_TOPICS, 1, 10_000 * HALF_LIFE, true);

        assertThat(trend.value(2, trend.moment(0))).isEqualTo(1, within(1e-6f));
        assertThat(trend.value(1, trend.moment(0))).isPositive().isLessThan(1e-10f);
    }

    @Test
    void valuesStayInOrderAndAboveZeroHoweverOldTheyAre() {
        MutableTrend trend = new MutableTrend(HALF_LIFE, LEAST, article -> true);
        int articles = 1_000;
        for (int article = 0; article < articles; article++) {
            trend.add(article, NO_TOPICS, 1, article * 10L * HALF_LIFE, true);
        }
        double moment = trend.moment(20_000 * HALF_LIFE);

        for (int article = 1; article < articles; article++) {
            assertThat(trend.value(article, moment)).isFinite().isGreaterThan(trend.value(article - 1, moment));
        }
        assertThat(trend.value(0, moment)).isGreaterThan(Float.MIN_NORMAL);
    }

    @Test
    void anyOrderOfAdditionsGivesTheSameValues() {
        long[] times = new long[1_000];
        Random random = new Random(5);
        for (int i = 0; i < times.length; i++) {
            times[i] = (long) (random.nextDouble() * 5_000 * HALF_LIFE);
        }
        MutableTrend forwards = new MutableTrend(HALF_LIFE, LEAST, article -> true);
        MutableTrend backwards = new MutableTrend(HALF_LIFE, LEAST, article -> true);
        for (int i = 0; i < times.length; i++) {
            forwards.add(i % 10, NO_TOPICS, 1, times[i], true);
            int k = times.length - 1 - i;
            backwards.add(k % 10, NO_TOPICS, 1, times[k], true);
        }

        double moment = forwards.moment(0);
        assertThat(backwards.moment(0)).isEqualTo(moment);
        for (int article = 0; article < 10; article++) {
            float value = forwards.value(article, moment);
            assertThat(backwards.value(article, moment)).isEqualTo(value, within(value * 1e-5f));
        }
    }

    @Test
    void aReaderCountsOnceAHalfLifeAsMuchAsTheirWeightiestEvent() {
        MutableTrend trend = new MutableTrend(HALF_LIFE, LEAST, article -> true);
        long latest = 10 * HALF_LIFE;

        assertThat(trend.once(1, 1, latest, latest + 1)).isZero();
        assertThat(trend.once(3, 1, latest, latest + HALF_LIFE - 1)).isEqualTo(2);
        assertThat(trend.once(1, -2, latest, latest + 1)).isEqualTo(1);
        assertThat(trend.once(1, 5, latest, latest + HALF_LIFE)).isEqualTo(1);
        assertThat(trend.once(1, 5, latest, latest - 1)).isZero();
    }
}
