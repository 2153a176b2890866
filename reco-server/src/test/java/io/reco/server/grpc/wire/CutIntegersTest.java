package io.reco.server.grpc.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.UnknownFieldSet.Field;
import org.junit.jupiter.api.Test;

import io.reco.api.v1.ReportEventsResponse;
import io.reco.server.domain.refusal.Refusal.Violation;

/** A list of numbers may be sent in one piece or one by one; no request of today has one. */
class CutIntegersTest {

    /** 7 in its lower 32 bits. */
    private static final long SEVEN_CUT = (1L << 32) + 7;

    private static final String EXPECTED = " (expected: an integer of 32 bits)";

    @Test
    void eachCutNumberOfAListIsNamedByItsPlace() throws IOException {
        assertThat(violations(UnknownFieldSet.newBuilder()
                        .addField(
                                2,
                                Field.newBuilder()
                                        .addLengthDelimited(packed(3, SEVEN_CUT, 5, SEVEN_CUT))
                                        .build())))
                .containsExactly(
                        "duplicate_indexes[1]: 4294967303" + EXPECTED, "duplicate_indexes[3]: 4294967303" + EXPECTED);
        assertThat(violations(UnknownFieldSet.newBuilder()
                        .addField(
                                2,
                                Field.newBuilder()
                                        .addVarint(3)
                                        .addVarint(SEVEN_CUT)
                                        .build())))
                .containsExactly("duplicate_indexes[1]: 4294967303" + EXPECTED);
    }

    private static List<String> violations(UnknownFieldSet.Builder message) throws IOException {
        return CutIntegers.in(message.build().toByteArray(), ReportEventsResponse.getDescriptor()).stream()
                .map(Violation::description)
                .toList();
    }

    private static ByteString packed(long... numbers) throws IOException {
        ByteString.Output bytes = ByteString.newOutput();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        for (long number : numbers) {
            out.writeUInt64NoTag(number);
        }
        out.flush();
        return bytes.toByteString();
    }
}
