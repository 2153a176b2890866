package io.reco.server.model.blend;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;

import org.junit.jupiter.api.Test;

class TiltTest {

    private final Choice choice = new Choice();
    private final Tilt tilt = new Tilt();

    /** Of ten candidates; the one that is opened stands at a place, and is the only one that the feature speaks for. */
    private void choose(Feature knowing, int place) {
        choice.clear();
        for (int candidate = 0; candidate < 10; candidate++) {
            choice.add(0.1f - 0.005f * candidate, candidate == place);
            for (Feature feature : Feature.values()) {
                choice.share(feature, feature == knowing && candidate == place ? 0.05f : 0);
            }
        }
    }

    @Test
    void whatForeseesWhatIsOpenedIsLifted() {
        for (int i = 0; i < 400; i++) {
            choose(Feature.NEXT, 3);
            tilt.learn(2, choice);
        }

        assertThat(tilt.exponents()[2][Feature.NEXT.index()]).isGreaterThan(0.2f);
        assertThat(tilt.exponents()[2][Feature.TREND.index()]).isZero();
        assertThat(tilt.exponents()[1][Feature.NEXT.index()]).isZero();
    }

    @Test
    void whereNothingCanBeForeseenNothingIsTilted() {
        SplittableRandom random = new SplittableRandom(1);
        int tilted = 0;
        for (int i = 0; i < 4_000; i++) {
            choice.clear();
            // The mixture is right: what it gives is the chance of being opened. What the features say beside it is
            // noise.
            int opened = random.nextInt(10);
            for (int candidate = 0; candidate < 10; candidate++) {
                choice.add(0.1f - 1e-6f * candidate, candidate == opened);
                for (Feature feature : Feature.values()) {
                    choice.share(feature, (float) random.nextDouble() * 0.05f);
                }
            }
            tilt.learn(2, choice);
            tilted += tilt.exponents()[2][0] != 0 ? 1 : 0;
        }

        assertThat(tilted).isLessThan(400);
        for (float exponent : tilt.exponents()[2]) {
            assertThat(exponent).isBetween(-0.1f, 0.1f);
        }
    }

    @Test
    void anArticleThatWasNoCandidateTeachesNothing() {
        for (int i = 0; i < 400; i++) {
            choose(Feature.NEXT, -1);
            tilt.learn(2, choice);
        }

        assertThat(tilt.exponents()[2]).containsOnly(0f);
    }
}
