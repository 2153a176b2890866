package io.reco.server.model.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;

import org.junit.jupiter.api.Test;

class ParameterTest {

    @Test
    void whatIsFormattedReadsTheSame() {
        Map<Parameter, Double> values = Parameter.parse("topic-max=0.5, burst-half-life-minutes=20");

        assertThat(Parameter.parse(Parameter.format(values))).isEqualTo(values).hasSize(2);
        assertThat(LearningSettings.of(values).trending().burst()).isEqualTo(Duration.ofMinutes(20));
    }

    @Test
    void nothingSetIsTheDefaults() {
        assertThat(Parameter.parse(" ")).isEmpty();
        assertThat(LearningSettings.of(Map.of()).neighbours())
                .isEqualTo(LearningSettings.defaults().neighbours());
    }

    @Test
    void unknownNamesAndBadValuesAreRefused() {
        assertThatThrownBy(() -> Parameter.parse("speed=1")).hasMessageContaining("speed");
        assertThatThrownBy(() -> Parameter.parse("topic-max=2")).hasMessage("engine: topic-max=2 (expected: 0.01..1)");
        assertThatThrownBy(() -> Parameter.parse("topic-max")).hasMessageContaining("topic-max=");
    }
}
