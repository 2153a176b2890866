package io.reco.server.grpc.guard.load.bound;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;

import org.junit.jupiter.api.Test;

class QueueLimitTest {

    private static final int MIN = 8;
    private static final int FIRST = 100;
    private static final int MAX = 200;
    private static final long MILLI = 1_000_000;

    private final QueueLimit limit =
            new QueueLimit(new LoadLimits(2, MIN, FIRST, MAX, 1, 1, 1, Duration.ofSeconds(1)), 0);
    private long nowMs;

    /** A thousand calls a second begin, so late, with so many under way. */
    private void begin(int calls, long lateMs, int inFlight) {
        for (int i = 0; i < calls; i++) {
            nowMs++;
            limit.began(nowMs * MILLI, lateMs * MILLI, inFlight);
        }
    }

    @Test
    void itShrinksWhereTheQueueStands() {
        begin(1_000, 10, FIRST);

        assertThat(limit.calls()).isLessThan(FIRST / 2);
    }

    @Test
    void theLaterCallsAreTheFasterItShrinks() {
        begin(200, 300, FIRST);

        assertThat(limit.calls()).isLessThan(FIRST / 2);
    }

    @Test
    void itNeverFallsBelowWhatKeepsTheThreadsBusy() {
        begin(60_000, 5_000, FIRST);

        assertThat(limit.calls()).isEqualTo(MIN);
    }

    @Test
    void aBurstThatIsWorkedOffDoesNotShrinkIt() {
        for (int i = 0; i < 20; i++) {
            begin(99, 30, FIRST);
            begin(1, -1, FIRST);
        }

        assertThat(limit.calls()).isGreaterThanOrEqualTo(FIRST);
    }

    @Test
    void aSlowMachineThatFewCallsWaitForDoesNotShrinkIt() {
        begin(10_000, 500, 3);

        assertThat(limit.calls()).isEqualTo(FIRST);
    }

    @Test
    void itGrowsOnlyWhereItIsMadeUseOfAndNotWithoutBound() {
        begin(1_000, -1, FIRST / 3);
        assertThat(limit.calls()).isEqualTo(FIRST);

        begin(100, -1, FIRST);
        assertThat(limit.calls()).isBetween(FIRST + 8, FIRST + 12);

        begin(100_000, -1, MAX);
        assertThat(limit.calls()).isEqualTo(MAX);
    }
}
