package io.reco.server.recommend.draft;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;

import org.junit.jupiter.api.Test;

import io.reco.server.model.blend.Feature;

class RankingTest {

    private static final int CANDIDATES = 1_000;

    private final Ranking ranking = new Ranking();

    @Test
    void everyPlaceIsInOrderHoweverFarDownSomebodyLooks() {
        float[] scores = rankAtRandom();

        Arrays.sort(scores);
        for (int place = 0; place < CANDIDATES; place++) {
            assertThat(ranking.score(place)).isEqualTo(scores[CANDIDATES - 1 - place]);
        }
    }

    @Test
    void tiesGoToTheLowerEntry() {
        ranking.begin(CANDIDATES);
        for (int entry = 0; entry < CANDIDATES; entry++) {
            ranking.rank(entry, entry, 1);
        }

        ranking.sort();

        for (int place = 0; place < CANDIDATES; place++) {
            assertThat(ranking.article(place)).isEqualTo(place);
        }
    }

    @Test
    void whatIsPutInOrderAnewStaysAboveThePlacesBehind() {
        rankAtRandom();
        float before = ranking.score(100);

        ranking.tilt(new Random(2).doubles(100).toArray(), 100);

        assertThat(ranking.score(99)).isGreaterThanOrEqualTo(before);
        assertThat(ranking.score(100)).isEqualTo(before);
    }

    @Test
    void aScoreIsTheSumOfWhatFeaturesGiveTimesTheirFactors() {
        ranking.begin(2);
        for (Feature feature : Feature.values()) {
            Arrays.fill(ranking.given(feature), 0, 2, 0);
            ranking.weigh(feature, 0);
        }
        ranking.given(Feature.NEIGHBOURS)[1] = 3;
        ranking.given(Feature.TREND)[0] = 5;
        ranking.given(Feature.TREND)[1] = 7;
        ranking.weigh(Feature.NEIGHBOURS, 2);
        ranking.weigh(Feature.TREND, 0.5f);

        assertThat(ranking.sums()).startsWith(2.5f, 9.5f);
    }

    private float[] rankAtRandom() {
        Random random = new Random(1);
        float[] scores = new float[CANDIDATES];
        ranking.begin(CANDIDATES);
        for (int entry = 0; entry < CANDIDATES; entry++) {
            scores[entry] = (float) Math.exp(random.nextGaussian() * 3);
            ranking.rank(entry, entry, scores[entry]);
        }
        ranking.sort();
        return scores;
    }
}
