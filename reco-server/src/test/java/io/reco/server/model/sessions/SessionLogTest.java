package io.reco.server.model.sessions;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;

import org.junit.jupiter.api.Test;

import io.reco.server.model.catalogue.Articles;

class SessionLogTest {

    private static final long HOUR = 3_600_000;

    private final SessionLog log = new SessionLog();

    @Test
    void aLateArticleJoinsItsSessionInOrder() {
        log.add(1, 10, HOUR, false);
        log.add(1, 12, HOUR + 2, true);
        log.add(1, 20, 9 * HOUR, false);
        int current = log.current(1);

        log.addLate(1, 11, HOUR + 1, 10, 12);
        log.addLate(1, 13, HOUR + 3, 12, Articles.NONE);
        log.addLate(1, 9, HOUR - 1, Articles.NONE, 10);

        assertThat(log.current(1)).isEqualTo(current);
        assertThat(articles(log.recent(11)[0])).containsExactly(9, 10, 11, 12, 13);
        assertThat(articles(current)).containsExactly(20);
        assertThat(log.lastMs(log.slot(log.recent(11)[0]))).isEqualTo(HOUR + 3);
    }

    @Test
    void aLateArticleWithoutNeighboursMakesASessionThatIsNotTheCurrentOne() {
        log.add(1, 20, 9 * HOUR, false);
        int current = log.current(1);

        log.addLate(1, 10, HOUR, Articles.NONE, Articles.NONE);

        assertThat(log.current(1)).isEqualTo(current);
        assertThat(articles(log.recent(10)[0])).containsExactly(10);
        assertThat(articles(current)).containsExactly(20);
    }

    @Test
    void theSessionOfAnotherReaderIsNotJoined() {
        log.add(1, 10, HOUR, false);
        log.add(2, 20, 2 * HOUR, false);

        log.addLate(2, 11, HOUR + 1, 10, Articles.NONE);

        assertThat(articles(log.recent(10)[0])).containsExactly(10);
    }

    @Test
    void oldSessionsThatArriveLateDoNotPushOutNewOnes() {
        for (int reader = 0; reader < 1_000; reader++) {
            log.add(reader, 10, 1_000 * HOUR + reader, false);
        }
        int newest = log.current(999);
        for (int i = 0; i < 2 * SessionLog.SESSIONS_MAX; i++) {
            log.add(1_000 + i, 10, HOUR, false);
        }

        assertThat(log.slot(newest)).isNotNegative();
        assertThat(Arrays.stream(log.recent(10))
                        .filter(session -> log.slot(session) >= 0)
                        .mapToLong(session -> log.lastMs(log.slot(session)))
                        .filter(lastMs -> lastMs >= 1_000 * HOUR)
                        .count())
                .isEqualTo(log.recentCount(10));
    }

    private int[] articles(int session) {
        int slot = log.slot(session);
        return Arrays.copyOf(log.articles(slot), log.length(slot));
    }

    @Test
    void aSessionIsListedUnderTheArticlesThatItHoldsAlone() {
        SessionLog log = new SessionLog();
        for (int article = 0; article < 40; article++) {
            log.add(1, article, article, article > 0);
        }

        int slot = log.slot(log.current(1));
        assertThat(log.length(slot)).isEqualTo(30);
        assertThat(log.recentCount(29)).isEqualTo(1);
        assertThat(log.recentCount(30)).isZero();
    }
}
