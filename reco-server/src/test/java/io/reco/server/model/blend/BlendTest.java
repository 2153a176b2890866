package io.reco.server.model.blend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;

import org.junit.jupiter.api.Test;

class BlendTest {

    @Test
    void weightsAddUpToOne() {
        Blend blend = Blend.of(Map.of(Feature.TREND, 3f, Feature.BURST, 1f));

        assertThat(blend.weight(2, Feature.TREND)).isEqualTo(0.75f, within(1e-6f));
    }

    @Test
    void aWeightThatIsNoFiniteNumberIsRefused() {
        for (float odd : new float[] {Float.NaN, Float.POSITIVE_INFINITY, -0.1f}) {
            assertThatThrownBy(() -> Blend.of(Map.of(Feature.TREND, odd)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("weight: " + odd + " (expected: finite, >= 0)");
        }
    }
}
