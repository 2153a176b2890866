package io.reco.server.store.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class PositionsTest {

    private final Positions place = Positions.of(new Mark(0, 5), new Mark(2, 7));

    @Test
    void aPartitionThatIsNotNamedIsBeforeItsFirstFact() {
        assertThat(place.in(0)).isEqualTo(5);
        assertThat(place.in(1)).isZero();
        assertThat(place.in(9)).isZero();
        assertThat(place.marks()).containsExactly(new Mark(0, 5), new Mark(2, 7));
        assertThat(place.sum()).isEqualTo(12);
        assertThat(Positions.START.marks()).isEmpty();
    }

    @Test
    void theSamePlaceIsEqualHoweverItWasMade() {
        assertThat(Positions.of(place.marks())).isEqualTo(place).hasSameHashCodeAs(place);
        assertThat(place.with(new Mark(2, 0))).isEqualTo(Positions.of(new Mark(0, 5)));
        assertThat(Positions.of(new Mark(3, 0))).isEqualTo(Positions.START);
    }

    @Test
    void aPlaceIsReachedWhenItIsInEveryPartition() {
        assertThat(place.reached(place)).isTrue();
        assertThat(place.reached(Positions.START)).isTrue();
        assertThat(place.reached(Positions.of(new Mark(0, 4)))).isTrue();
        assertThat(place.reached(Positions.of(new Mark(1, 1)))).isFalse();
        assertThat(place.reached(place.with(new Mark(2, 8)))).isFalse();
    }

    @Test
    void theLeastIsWhatBothHaveReached() {
        Positions other = Positions.of(new Mark(0, 9), new Mark(1, 3), new Mark(2, 6));

        assertThat(place.least(other)).isEqualTo(Positions.of(new Mark(0, 5), new Mark(2, 6)));
        assertThat(place.least(Positions.START)).isEqualTo(Positions.START);
    }

    @Test
    void aMarkBeforeTheBeginningIsRefused() {
        assertThatThrownBy(() -> new Mark(0, -1)).hasMessage("mark: 0/-1 (expected: 0/0 or above)");
    }
}
