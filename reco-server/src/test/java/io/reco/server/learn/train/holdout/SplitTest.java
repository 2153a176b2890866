package io.reco.server.learn.train.holdout;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;

import io.reco.server.model.histories.TestHistories;

class SplitTest {

    private static final int READERS = 9_000;
    private static final int ARTICLES = 300;

    @Test
    void samplesAreSpreadEvenlyOverTheTimeOfLastActivity() {
        // Who came first may have been here last: ordinals tell nothing of the time of the last activity.
        TestHistories log = new TestHistories();
        Random random = new Random(1);
        for (int reader = 1; reader <= READERS; reader++) {
            int last = random.nextInt(1_000_000);
            for (int i = 0; i < 6; i++) {
                log.add(reader, random.nextInt(ARTICLES), 1_000L * (last - i));
            }
        }

        Split split = new Split(log.histories(), articles(), 0);

        int[] tenths = new int[10];
        for (int reader : split.sample()) {
            tenths[(int) (log.histories().lastMs(reader) / 1_000 / 100_000)]++;
        }
        assertThat(split.sample()).hasSizeGreaterThan(2_000).doesNotHaveDuplicates();
        int tenth = split.sample().length / 10;
        assertThat(Arrays.stream(tenths))
                .allSatisfy(count -> assertThat(count).isBetween(tenth * 9 / 10, tenth * 11 / 10));
    }

    @Test
    void ofOneMomentTheSampleIsByChanceAndTheSameForTheSameLog() {
        int[] sample = new Split(untimed().histories(), articles(), 0).sample();

        assertThat(sample).isEqualTo(new Split(untimed().histories(), articles(), 0).sample());
        long early =
                Arrays.stream(sample).filter(reader -> reader < READERS / 6).count();
        assertThat(early).isBetween(sample.length / 6L * 8 / 10, sample.length / 6L * 12 / 10);
    }

    @Test
    void aFifthOfASampledReadersArticlesIsHeldOutAndNothingOfOthers() {
        TestHistories log = untimed();

        Split split = new Split(log.histories(), articles(), 0);

        long held = log.histories().count() - split.shown().count();
        double ofSampled = 0;
        for (int reader : split.sample()) {
            ofSampled += log.histories().to(reader);
        }
        assertThat(held / ofSampled).isBetween(0.18, 0.22);
    }

    @Test
    void whereReadersAreFewSeveralSplitsAreLookedAtEachOfOtherTies() {
        TestHistories log = new TestHistories();
        Random random = new Random(3);
        for (int reader = 1; reader <= 500; reader++) {
            for (int i = 0; i < 10; i++) {
                log.add(reader, random.nextInt(ARTICLES));
            }
        }

        List<Split> splits = Split.of(log.histories(), articles());

        assertThat(splits).hasSize(3);
        assertThat(heldOut(log, splits.get(0))).isNotEqualTo(heldOut(log, splits.get(1)));
        assertThat(Split.of(untimed().histories(), articles())).hasSize(1);
    }

    private static List<Integer> heldOut(TestHistories log, Split split) {
        return Arrays.stream(split.sample())
                .mapToObj(reader -> log.histories().to(reader)
                        - split.shown().to(reader)
                        + split.shown().from(reader))
                .toList();
    }

    private static TestHistories untimed() {
        TestHistories log = new TestHistories();
        Random random = new Random(2);
        for (int reader = 1; reader <= READERS; reader++) {
            for (int i = 0; i < 6; i++) {
                log.add(reader, random.nextInt(ARTICLES));
            }
        }
        return log;
    }

    private static int[] articles() {
        int[] articles = new int[ARTICLES];
        Arrays.setAll(articles, article -> article);
        return articles;
    }
}
