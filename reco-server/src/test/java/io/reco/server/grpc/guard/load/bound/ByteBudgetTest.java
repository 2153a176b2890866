package io.reco.server.grpc.guard.load.bound;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

class ByteBudgetTest {

    private static final long MAX = 1_000;

    private final ByteBudget budget = new ByteBudget(MAX);

    private long takeAll(ByteBudget.Share share) {
        while (budget.take(share, 1)) {
            // one more
        }
        return share.held();
    }

    @Test
    void aGreedyConnectionLeavesAsMuchAsItHas() {
        assertThat(takeAll(new ByteBudget.Share())).isEqualTo(MAX / 2);
    }

    @Test
    void manyGreedyOnesLeaveRoomForOneThatNeedsLittle() {
        List<Long> held = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            held.add(takeAll(new ByteBudget.Share()));
        }

        assertThat(held).allMatch(bytes -> bytes > 0);
        assertThat(budget.take(new ByteBudget.Share(), 10)).isTrue();
        assertThat(budget.held()).isLessThanOrEqualTo(MAX);
    }

    @Test
    void whatDoesNotFitTakesNothing() {
        ByteBudget.Share greedy = new ByteBudget.Share();
        takeAll(greedy);
        long before = budget.held();

        assertThat(budget.take(greedy, 100)).isFalse();

        assertThat(budget.held()).isEqualTo(before);
        assertThat(greedy.held()).isEqualTo(before);
    }

    @Test
    void whatIsLargerThanAllGoesInAlone() {
        ByteBudget.Share share = new ByteBudget.Share();

        assertThat(budget.take(share, 10 * MAX)).isTrue();
        assertThat(budget.take(new ByteBudget.Share(), 1)).isFalse();

        budget.give(share, 10 * MAX);
        assertThat(budget.take(new ByteBudget.Share(), 1)).isTrue();
    }
}
