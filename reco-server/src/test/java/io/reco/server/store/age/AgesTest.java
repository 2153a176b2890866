package io.reco.server.store.age;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;

import io.reco.server.MovableClock;
import io.reco.server.store.StoreException;

class AgesTest {

    private static final Instant T0 = Instant.parse("2026-03-01T12:00:00Z");
    private static final Duration DAY = Duration.ofDays(1);

    private final MovableClock clock = new MovableClock(T0);
    private long nanos = -7;

    private Ages start(Duration sinceAccepted) {
        return Ages.start(clock, T0.minus(sinceAccepted).toEpochMilli(), () -> nanos);
    }

    /** Both clocks go on. */
    private void run(Ages ages, Duration time) {
        clock.move(time);
        nanos += time.toNanos();
        ages.look();
    }

    private void jump(Ages ages, Duration by) {
        clock.move(by);
        ages.look();
    }

    private void assertBelieved(Ages ages) {
        assertThat(ages.doubted()).isFalse();
        assertThat(ages.oldBeforeMs(DAY)).isEqualTo(clock.instant().minus(DAY).toEpochMilli());
    }

    private static void assertDoubted(Ages ages) {
        assertThat(ages.doubted()).isTrue();
        assertThat(ages.oldBeforeMs(DAY)).isEqualTo(Long.MIN_VALUE);
    }

    @Test
    void whereNothingWasAcceptedTheClockIsBelieved() {
        assertBelieved(Ages.start(clock, 0, () -> nanos));
    }

    @Test
    void aClockNearWhatWasAcceptedIsBelieved() {
        assertBelieved(start(Duration.ZERO));
        assertBelieved(start(Duration.ofHours(1)));
        assertBelieved(start(Duration.ofHours(-1)));
    }

    @Test
    void aClockFarBehindWhatWasAcceptedIsRefusedAndBothTimesAreNamed() {
        assertThatThrownBy(() -> start(Duration.ofHours(-1).minusMillis(1)))
                .isInstanceOf(StoreException.class)
                .hasMessageStartingWith(
                        "clock: 2026-03-01T12:00:00Z (expected: 2026-03-01T13:00:00.001Z or later, when the store accepted")
                .hasMessageContaining("reco repair --clock");
    }

    @Test
    void aProcessThatStandsStillWhileItLooksAtBothClocksTakesNothingForAJump() {
        AtomicInteger reads = new AtomicInteger();
        Ages ages = Ages.start(clock, T0.toEpochMilli(), () -> {
            if (reads.incrementAndGet() == 3) {
                clock.move(DAY); // after the look has begun
            }
            return clock.nanoTime();
        });

        ages.look();
        ages.look();

        assertBelieved(ages);
    }

    @Test
    void aClockFarAheadIsBelievedOnceItRanForADay() {
        for (Duration ahead : new Duration[] {Duration.ofMinutes(61), Duration.ofDays(3_000)}) {
            Ages ages = start(ahead);

            assertDoubted(ages);
            run(ages, Duration.ofHours(12));
            run(ages, Duration.ofHours(12).minusMillis(1));
            assertDoubted(ages);
            run(ages, Duration.ofMillis(1));
            assertBelieved(ages);
            clock.move(Duration.between(clock.instant(), T0));
        }
    }

    @Test
    void aClockThatJumpsIsBelievedOnceItRanForADay() {
        for (int seconds : new int[] {61, -61, 1_000_000, -1_000_000}) {
            Ages ages = start(Duration.ZERO);
            run(ages, Duration.ofMinutes(10));

            jump(ages, Duration.ofSeconds(seconds));

            assertDoubted(ages);
            assertThat(ages.apartMs()).isEqualTo(seconds * 1_000L);
            run(ages, DAY.minusMillis(1));
            assertDoubted(ages);
            run(ages, Duration.ofMillis(1));
            assertBelieved(ages);
            clock.move(Duration.between(clock.instant(), T0));
        }
    }

    @Test
    void aJumpDuringThatDayBeginsItAnew() {
        Ages ages = start(Duration.ofDays(2));
        run(ages, Duration.ofHours(23));
        jump(ages, Duration.ofHours(-5));
        run(ages, Duration.ofHours(23));
        assertDoubted(ages);
        run(ages, Duration.ofHours(1));
        assertBelieved(ages);
    }

    @Test
    void aClockThatIsSetRightALittleIsBelieved() {
        Ages ages = start(Duration.ZERO);

        for (int i = 0; i < 10; i++) {
            run(ages, Duration.ofMinutes(1));
            jump(ages, Duration.ofSeconds(i % 2 == 0 ? 59 : -59));
        }

        assertBelieved(ages);
    }

    @Test
    void nothingIsOlderThanTheLastLookSays() {
        Ages ages = start(Duration.ZERO);

        clock.move(Duration.ofDays(1_000)); // a jump that no look found yet

        assertThat(ages.oldBeforeMs(DAY)).isEqualTo(T0.minus(DAY).toEpochMilli());
    }
}
