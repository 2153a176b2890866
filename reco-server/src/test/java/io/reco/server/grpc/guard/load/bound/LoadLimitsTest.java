package io.reco.server.grpc.guard.load.bound;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LoadLimitsTest {

    private static final long GIB = 1L << 30;

    @Test
    void largeRequestsAreAsManyAsTheHeapHoldsAndTheProcessorsEndInTime() {
        assertThat(LoadLimits.of(64, GIB / 2).largeMax()).as("a small heap").isEqualTo(8);
        assertThat(LoadLimits.of(2, 8 * GIB).largeMax()).as("few processors").isEqualTo(4);
        assertThat(LoadLimits.of(1, 16L << 20).largeMax()).as("the smallest").isOne();
    }
}
