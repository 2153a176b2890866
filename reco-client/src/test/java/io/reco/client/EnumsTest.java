package io.reco.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import io.reco.api.v1.AbsenceReason;
import io.reco.api.v1.EventType;
import io.reco.api.v1.ReasonKind;
import io.reco.api.v1.Rung;
import io.reco.api.v1.Source;
import io.reco.client.page.Absence;
import io.reco.client.page.Exposure;
import io.reco.client.page.Reason;

/** What the contract can say the client can say. */
class EnumsTest {

    static Stream<Arguments> enums() {
        return Stream.of(
                Arguments.of(AbsenceReason.values(), "ABSENCE_REASON_", Absence.Why.values()),
                Arguments.of(ReasonKind.values(), "REASON_KIND_", Reason.Kind.values()),
                Arguments.of(Rung.values(), "RUNG_", Exposure.Rung.values()),
                Arguments.of(Source.values(), "SOURCE_", Exposure.Source.values()),
                Arguments.of(EventType.values(), "EVENT_TYPE_", io.reco.client.feedback.EventType.values()));
    }

    @ParameterizedTest
    @MethodSource("enums")
    void everyValueOfTheContractHasOneOfTheSameName(Enum<?>[] contract, String prefix, Enum<?>[] client) {
        assertThat(Arrays.stream(contract)
                        .map(Enum::name)
                        .filter(name -> !name.equals("UNRECOGNIZED") && !name.endsWith("_UNSPECIFIED"))
                        .map(name -> name.substring(prefix.length())))
                .isNotEmpty()
                .isSubsetOf(Arrays.stream(client).map(Enum::name).toList());
    }
}
