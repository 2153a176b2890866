package io.reco.server.learn.train.holdout;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;

import org.junit.jupiter.api.Test;

import io.reco.server.model.histories.TestHistories;
import io.reco.server.model.neighbours.Damping;

class DampingChoiceTest {

    private static final Damping IN_FORCE = new Damping(0.8f, 0.5f, 0.4f);
    private static final int NICHES = 150;
    private static final int LOUD = 30;

    @Test
    void whereWhatIsPopularSaysNothingItIsHeldBackMore() {
        TestHistories log = new TestHistories();
        Random random = new Random(1);
        for (int reader = 1; reader <= 1_500; reader++) {
            // Of the loud ones, which come first, everybody has some by chance.
            for (int i = 0; i < 6; i++) {
                log.add(reader, random.nextInt(LOUD));
            }
            int niche = random.nextInt(NICHES);
            for (int i = 0; i < 7; i++) {
                log.add(reader, LOUD + niche * 10 + random.nextInt(10));
            }
        }

        Damping chosen = choice(log, IN_FORCE).choose();

        assertThat(chosen.to()).isGreaterThan(IN_FORCE.to());
        assertThat(choice(log, IN_FORCE).choose()).isEqualTo(chosen);
        assertThat(choice(log, chosen).choose()).isEqualTo(chosen);
    }

    @Test
    void whatIsInForceStaysWhereNothingCanBeForeseen() {
        TestHistories log = new TestHistories();
        Random random = new Random(2);
        for (int i = 0; i < 12_000; i++) {
            log.add(1 + random.nextInt(1_000), random.nextInt(LOUD + 10 * NICHES));
        }

        assertThat(choice(log, IN_FORCE).choose()).isEqualTo(IN_FORCE);
    }

    @Test
    void exponentsThatNobodyChoosesFromStay() {
        TestHistories log = new TestHistories();
        Random random = new Random(3);
        for (int i = 0; i < 12_000; i++) {
            log.add(1 + random.nextInt(1_000), random.nextInt(LOUD));
        }

        Damping given = new Damping(0.1f, 0.1f, 0.1f);

        assertThat(choice(log, given).choose()).isEqualTo(given);
    }

    private static DampingChoice choice(TestHistories log, Damping inForce) {
        int[] articles = new int[LOUD + 10 * NICHES];
        Arrays.setAll(articles, article -> article);
        Split split = new Split(TieTable.of(log.histories(), (reader, article) -> true), articles, 0);
        return new DampingChoice(new ShownFilter(split, inForce, 200, 500));
    }
}
