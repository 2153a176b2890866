package io.reco.server.recommend.explore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;

import it.unimi.dsi.fastutil.ints.IntArrayList;
import org.junit.jupiter.api.Test;

class SystematicSampleTest {

    private final SystematicSample sample = new SystematicSample();

    @Test
    void probabilitiesAreInProportionToWeights() {
        sample.begin(new float[] {1, 2, 3, 4}, 4, 2);

        for (int place = 0; place < 4; place++) {
            assertThat(sample.chance(place)).isEqualTo((place + 1) / 5.0, within(1e-9));
        }
    }

    @Test
    void whatWouldBeDrawnTwiceIsCertainAndTheOthersShareTheRest() {
        sample.begin(new float[] {100, 10, 1, 1, 1, 1}, 6, 3);

        assertThat(sample.chance(0)).isEqualTo(1);
        assertThat(sample.chance(1)).isEqualTo(1);
        for (int place = 2; place < 6; place++) {
            assertThat(sample.chance(place)).isEqualTo(0.25, within(1e-9));
        }
    }

    @Test
    void asManyAsThereAreAreAllCertain() {
        sample.begin(new float[] {5, 1e-6f, 3}, 3, 3);
        IntArrayList drawn = new IntArrayList();

        sample.draw(0.999, drawn);

        assertThat(List.copyOf(drawn)).containsExactly(0, 1, 2);
    }

    @Test
    void alwaysAsManyAreDrawnAsAskedFor() {
        SplittableRandom random = new SplittableRandom(3);
        for (int round = 0; round < 2_000; round++) {
            float[] weights = new float[1 + random.nextInt(64)];
            for (int i = 0; i < weights.length; i++) {
                weights[i] = (float) Math.pow(10, 6 * random.nextDouble() - 3);
            }
            int draws = random.nextInt(weights.length + 1);
            IntArrayList drawn = new IntArrayList();
            sample.begin(weights, weights.length, draws);
            sample.draw(round % 2 == 0 ? random.nextDouble() : Math.nextDown(1.0), drawn);

            assertThat(List.copyOf(drawn)).hasSize(draws).doesNotHaveDuplicates();
        }
    }

    @Test
    void eachIsDrawnAsOftenAsItsProbabilitySays() {
        float[] weights = {50, 7, 5, 3, 2, 1, 0.5f, 0.1f};
        SplittableRandom random = new SplittableRandom(4);
        int[] drawn = new int[weights.length];
        int rounds = 200_000;
        sample.begin(weights, weights.length, 3);
        IntArrayList places = new IntArrayList();
        for (int round = 0; round < rounds; round++) {
            places.clear();
            sample.draw(random.nextDouble(), places);
            places.forEach((int place) -> drawn[place]++);
        }

        for (int place = 0; place < weights.length; place++) {
            double chance = sample.chance(place);
            assertThat(drawn[place] / (double) rounds)
                    .as("place " + place)
                    .isEqualTo(chance, within(4.5 * Math.sqrt(chance * (1 - chance) / rounds) + 1e-9));
        }
    }
}
