package io.reco.server.model.settings;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HeapBudgetTest {

    private static final long MIB = 1 << 20;

    @Test
    void rowsGetShorterWhereTheHeapIsSmallOrTheCatalogueLarge() {
        assertThat(new HeapBudget(8_192 * MIB).rowMax(500, 100_000)).isEqualTo(500);
        assertThat(new HeapBudget(256 * MIB).rowMax(500, 100_000)).isEqualTo(83);
        assertThat(new HeapBudget(256 * MIB).rowMax(500, 10_000_000)).isEqualTo(20);
        assertThat(new HeapBudget(256 * MIB).rowMax(500, 0)).isEqualTo(500);
    }

    @Test
    void aWeightForEachPairNeedsRoomForAllOfThem() {
        assertThat(new HeapBudget(8_192 * MIB).pairedMax(10_000)).isEqualTo(10_000);
        assertThat(new HeapBudget(256 * MIB).pairedMax(10_000)).isEqualTo(2_896);
    }
}
