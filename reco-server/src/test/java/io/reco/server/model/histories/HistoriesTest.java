package io.reco.server.model.histories;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

class HistoriesTest {

    private static final long DAY = 86_400_000;

    @Test
    void anyOrderOfArrivalGivesTheSameHistory() {
        List<int[]> events = new ArrayList<>(); // article, day
        Random random = new Random(11);
        for (int day = 0; day < 500; day++) {
            events.add(new int[] {random.nextInt(200), day});
        }
        Histories inOrder = histories(events);

        for (int seed = 0; seed < 20; seed++) {
            Collections.shuffle(events, new Random(seed));
            Histories shuffled = histories(events);

            int length = inOrder.to(0);
            assertThat(Arrays.copyOf(shuffled.articles(0), shuffled.to(0)))
                    .containsExactly(Arrays.copyOf(inOrder.articles(0), length));
            assertThat(Arrays.copyOf(shuffled.weights(0), length))
                    .containsExactly(Arrays.copyOf(inOrder.weights(0), length));
            for (int place = 0; place < length; place++) {
                assertThat(shuffled.timeMs(0, place)).isEqualTo(inOrder.timeMs(0, place));
            }
        }
    }

    private static Histories empty() {
        return new TestHistories().histories();
    }

    private static Histories histories(List<int[]> events) {
        Histories histories = empty();
        int reader = histories.intern(7);
        for (int[] event : events) {
            histories.add(reader, event[0], 1, event[1] * DAY);
        }
        return histories;
    }

    @Test
    void theLatestArticlesStayWhateverArrivesFirst() {
        int events = 2 * Histories.ARTICLES_MAX;
        Histories backwards = empty();
        int reader = backwards.intern(7);
        for (int day = events; day > 0; day--) {
            backwards.add(reader, day, 1, day * DAY);
        }

        int[] latest =
                Arrays.copyOfRange(backwards.articles(reader), backwards.to(reader) - 1_000, backwards.to(reader));
        assertThat(latest)
                .containsExactly(IntStream.rangeClosed(events - 999, events).toArray());
    }

    @Test
    void theLatestReadersOfAnArticleStayWhateverArrivesFirst() {
        Histories backwards = empty();
        int readers = 3 * Histories.READERS_MAX;
        for (int day = readers; day > 0; day--) {
            backwards.add(backwards.intern(day), 1, 1, day * DAY);
        }

        int latest = readers - Histories.READERS_MAX / 2;
        long kept = Arrays.stream(backwards.readersOf(1))
                .limit(backwards.kept(1))
                .filter(reader -> backwards.timeMs(reader, 0) > latest * DAY)
                .count();
        assertThat(kept).isEqualTo(Histories.READERS_MAX / 2);
    }

    @Test
    void lateEventsLeaveTheRunningSessionAlone() {
        Histories histories = empty();
        int reader = histories.intern(7);
        long now = 100 * DAY;
        for (int minute = 0; minute < 5; minute++) {
            histories.add(reader, minute, 1, now - (5 - minute) * 60_000L);
        }
        for (int late = 0; late < 40; late++) {
            histories.add(reader, 100 + late, 1, now - 21 * DAY + late * 1_000L);
        }

        int end = histories.placeAfter(reader, now);
        int start = histories.sessionStart(reader, end, now, 1_800_000);
        assertThat(Arrays.copyOfRange(histories.articles(reader), start, end)).containsExactly(0, 1, 2, 3, 4);
    }

    @Test
    void whatWasTakenBackWeighsNothingAndTheRestStays() {
        Histories histories = empty();
        int reader = histories.intern(7);
        histories.add(reader, 1, 1, DAY); // a view
        histories.add(reader, 1, 3, DAY); // a like
        histories.add(reader, 2, 3, DAY);
        histories.add(reader, 3, -4, DAY);
        histories.add(reader, 4, 1, DAY);

        histories.takeBack(reader, histories.place(reader, 1), 3);
        histories.takeBack(reader, histories.place(reader, 2), 3);
        histories.takeBack(reader, histories.place(reader, 2), 3);
        histories.takeBack(reader, histories.place(reader, 3), -4);
        histories.takeBack(reader, histories.place(reader, 4), -4); // of which nothing came

        assertThat(Arrays.copyOf(histories.weights(reader), histories.to(reader)))
                .containsExactly(1, 0, 0, 1);
    }
}
