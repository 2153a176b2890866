package io.reco.server.learn.follow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import org.junit.jupiter.api.Test;

class StaleRowsTest {

    private final StaleRows rows = new StaleRows();

    @Test
    void theRowOfAnArticleWithFewReadersIsDueAtOnce() {
        rows.touch(7, 31);

        assertThat(rows.count()).isEqualTo(1);
        assertThat(rows.take()).isEqualTo(7);
    }

    @Test
    void theRowOfOneWithManyIsDueWhenOneIn32OfThemDidSomethingAndThenAsLateAgain() {
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < 10; i++) {
                rows.touch(7, 320);
            }
            assertThat(rows.count()).isZero();
            rows.touch(7, 320);
            assertThat(rows.take(7)).isTrue();
            assertThat(rows.take(7)).isFalse();
        }
    }

    @Test
    void aRowThatMustChangeIsDueHoweverManyReadersItsArticleHas() {
        rows.add(7);

        assertThat(rows.take()).isEqualTo(7);
    }

    @Test
    void aRowThatTellsOfSomebodyWhoIsToBeForgottenIsTakenBeforeAllThatWait() {
        for (int article = 1; article <= 9; article++) {
            rows.add(article);
        }
        rows.addFirst(20);
        rows.addFirst(8);

        assertThat(List.of(rows.take(), rows.take(), rows.take())).containsExactly(8, 20, 1);
        assertThat(rows.count()).isEqualTo(7);
    }
}
