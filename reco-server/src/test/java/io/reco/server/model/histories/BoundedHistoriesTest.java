package io.reco.server.model.histories;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

import org.junit.jupiter.api.Test;

/** However many readers there are, histories take what they may, and what they say of those who stay is true. */
class BoundedHistoriesTest {

    private static final int BYTES_MAX = 400_000;
    private static final int ARTICLES = 60;

    @Test
    void theReadersOfWhomSomethingArrivedLastStayAndNoListNamesAnotherInTheirPlace() {
        TestHistories small = new TestHistories(BYTES_MAX);
        Histories histories = small.histories();
        Map<Long, Set<Integer>> readSinceTheyCame = new HashMap<>();
        Random random = new Random(5);
        for (int event = 0; event < 200_000; event++) {
            // Most come once or twice; some come back again and again.
            long reader = random.nextInt(4) == 0 ? random.nextInt(50) : 1_000 + event / 2;
            int article = random.nextInt(ARTICLES);
            if (histories.past(reader) == null) {
                readSinceTheyCame.remove(reader);
            }
            small.add(reader, article, event * 1_000L);
            readSinceTheyCame.computeIfAbsent(reader, one -> new HashSet<>()).add(article);
            if (event % 997 == 0) {
                assertTrue(histories, readSinceTheyCame);
            }
        }

        assertThat(histories.bytes()).isLessThanOrEqualTo(BYTES_MAX);
        assertThat(histories.readerCount()).isBetween(500, 5_000);
        for (long often = 0; often < 50; often++) {
            assertThat(histories.past(often)).as("reader " + often).isNotNull();
        }
        assertThat(histories.past(1_000)).isNull();
        // Ordinals are given again: there are not many more than readers.
        assertThat(histories.readers()).isLessThan(2 * histories.readerCount());
    }

    /** Each reader has the articles they read since they came, and an article's list names nobody who did not read it. */
    private static void assertTrue(Histories histories, Map<Long, Set<Integer>> read) {
        int known = 0;
        long ties = 0;
        for (Map.Entry<Long, Set<Integer>> entry : read.entrySet()) {
            Past past = histories.past(entry.getKey());
            if (past != null) {
                known++;
                ties += past.length();
                assertThat(articles(past)).isEqualTo(entry.getValue());
            }
        }
        assertThat(histories.readerCount()).isEqualTo(known);
        assertThat(histories.count()).isEqualTo(ties);
        for (int article = 0; article < ARTICLES; article++) {
            int[] readers = histories.readersOf(article);
            Set<Integer> once = new HashSet<>();
            for (int i = 0; i < histories.kept(article); i++) {
                boolean gone = histories.to(readers[i]) == 0;
                assertThat(gone || histories.place(readers[i], article) >= 0).isTrue();
                assertThat(gone || once.add(readers[i])).isTrue();
            }
        }
    }

    private static Set<Integer> articles(Past past) {
        Set<Integer> articles = new HashSet<>();
        for (int place = 0; place < past.length(); place++) {
            articles.add(past.article(place));
        }
        return articles;
    }

    @Test
    void whileEverybodyFitsABoundChangesNothing() {
        List<long[]> events = events(3_000);
        TestHistories roomy = new TestHistories();
        add(roomy, events);
        TestHistories exact = new TestHistories(roomy.histories().bytes());
        add(exact, events);

        assertSame(exact.histories(), roomy.histories());

        TestHistories tight = new TestHistories(roomy.histories().bytes() - 1);
        add(tight, events);
        assertThat(tight.histories().readerCount()).isEqualTo(roomy.histories().readerCount() - 1);
    }

    private static void assertSame(Histories one, Histories other) {
        assertThat(one.readerCount()).isEqualTo(other.readerCount());
        assertThat(one.bytes()).isEqualTo(other.bytes());
        for (int article = 0; article < ARTICLES; article++) {
            assertThat(one.kept(article)).isEqualTo(other.kept(article));
            assertThat(one.readersOf(article)).isEqualTo(other.readersOf(article));
        }
        for (int reader = 0; reader < other.readers(); reader++) {
            assertThat(one.articles(reader)).isEqualTo(other.articles(reader));
        }
    }

    @Test
    void aReaderWhoWentStartsAnewAndCountsAgain() {
        TestHistories small = new TestHistories(2_000);
        small.add(7, 1);
        small.add(7, 2);
        Deque<Long> others = new ArrayDeque<>();
        for (long other = 100; other < 200; other++) {
            small.add(other, 1);
            others.add(other);
        }
        assertThat(small.histories().past(7)).isNull();

        small.add(7, 1);

        assertThat(small.histories().past(7))
                .isNotNull()
                .extracting(Past::length)
                .isEqualTo(1);
        assertThat(small.histories().popularity(1)).isEqualTo(others.size() + 2);
    }

    private static List<long[]> events(int count) {
        Random random = new Random(6);
        List<long[]> events = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            events.add(new long[] {random.nextInt(500), random.nextInt(ARTICLES), random.nextInt(1_000) * 1_000L});
        }
        return events;
    }

    private static void add(TestHistories histories, List<long[]> events) {
        for (long[] event : events) {
            histories.add(event[0], (int) event[1], event[2]);
        }
    }
}
