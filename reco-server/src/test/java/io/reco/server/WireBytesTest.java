package io.reco.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

import io.grpc.Status.Code;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Frames that no gRPC library would send, to every method there is, those of health and reflection included. */
class WireBytesTest {

    private static final int INFLATED = 12 << 20;
    private static final List<String> PROBES = List.of(
            "grpc.health.v1.Health/Check",
            "grpc.health.v1.Health/Watch",
            "grpc.reflection.v1.ServerReflection/ServerReflectionInfo",
            "grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo");

    @TempDir
    Path data;

    private RunningServer server;

    @BeforeEach
    void start() throws IOException {
        server = RunningServer.start(data, Clock.systemUTC());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void bytesThatInflateBeyondTheLimitAreTooMany() throws IOException {
        byte[] bomb = message(1, gzipped(INFLATED));

        assertThat(ends((connection, method) -> {
                    int stream = connection.startWith("grpc-encoding", "gzip");
                    connection.data(stream, bomb, true);
                    return stream;
                }))
                .allSatisfy((method, code) -> assertThat(code).isEqualTo(Code.RESOURCE_EXHAUSTED));
    }

    @Test
    void whatIsNotWhatItsEncodingSaysIsInvalid() throws IOException {
        assertThat(ends((connection, method) -> {
                    int stream = connection.startWith("grpc-encoding", "gzip");
                    connection.data(stream, message(1, new byte[] {1, 2, 3, 4, 5}), true);
                    return stream;
                }))
                .allSatisfy((method, code) -> assertThat(code).isEqualTo(Code.INVALID_ARGUMENT));
    }

    @Test
    void aCompressedMessageInACallThatDoesNotSayHowIsInvalid() throws IOException {
        for (String[] headers : new String[][] {{}, {"grpc-encoding", "identity"}}) {
            assertThat(ends((connection, method) -> {
                        int stream = connection.startWith(headers);
                        connection.data(stream, message(1, gzipped(10)), true);
                        return stream;
                    }))
                    .allSatisfy((method, code) -> assertThat(code).isEqualTo(Code.INVALID_ARGUMENT));
        }
    }

    @Test
    void anEncodingThatNobodyKnowsIsUnimplemented() throws IOException {
        assertThat(ends((connection, method) -> {
                    int stream = connection.startWith("grpc-encoding", "br");
                    connection.data(stream, message(1, gzipped(10)), true);
                    return stream;
                }))
                .allSatisfy((method, code) -> assertThat(code).isEqualTo(Code.UNIMPLEMENTED));
    }

    @Test
    void bytesThatAreNoMessageAreInvalid() throws IOException {
        // A field of one byte more than there are, and one of a number that no field can have.
        for (byte[] bytes : new byte[][] {{0x0a, 0x05, 0x61}, {0x07}}) {
            assertThat(ends((connection, method) -> {
                        int stream = connection.start();
                        connection.data(stream, message(0, bytes), true);
                        return stream;
                    }))
                    .allSatisfy((method, code) -> assertThat(code).isEqualTo(Code.INVALID_ARGUMENT));
        }
    }

    @Test
    void noMessageIsInvalidWhereOneIsExpected() throws IOException {
        assertThat(ends((connection, method) -> {
                    int stream = connection.start();
                    connection.data(stream, new byte[0], true);
                    return stream;
                }))
                .allSatisfy((method, code) ->
                        assertThat(code).isEqualTo(method.contains("Reflection") ? Code.OK : Code.INVALID_ARGUMENT));
    }

    @Test
    void twoMessagesAreNotTakenForOne() throws IOException {
        assertThat(ends((connection, method) -> {
                    int stream = connection.start();
                    connection.data(stream, message(0, new byte[0]), false);
                    connection.data(stream, message(0, new byte[0]), true);
                    return stream;
                }))
                .allSatisfy((method, code) -> assertThat(code).isNotIn(Code.INTERNAL, Code.UNKNOWN));
    }

    @Test
    void aTimeoutThatIsNoneIsInvalid() throws IOException {
        for (String timeout : List.of("", "S", "5", "5x", "-1S", "123456789S", "1e3S", "99999999999999999999n")) {
            assertThat(ends((connection, method) -> {
                        int stream = connection.startWith("grpc-timeout", timeout);
                        connection.data(stream, message(0, new byte[0]), true);
                        return stream;
                    }))
                    .as(timeout)
                    .allSatisfy((method, code) -> assertThat(code).isEqualTo(Code.INVALID_ARGUMENT));
        }
    }

    /** The transport alone decides this one. The page of limits says so. */
    @Test
    void aRequestThatEndsWithinAMessageEndsItsCallAndNothingElse() throws IOException {
        for (byte[] cut : new byte[][] {{0, 0}, {0, 0, 0, 0, 9, 1}}) {
            assertThat(ends((connection, method) -> {
                        int stream = connection.start();
                        connection.data(stream, cut, true);
                        return stream;
                    }))
                    .allSatisfy((method, code) -> assertThat(code).isIn(Code.INTERNAL, Code.CANCELLED));
        }
        assertThat(server.page(1, 1, 0).getRecommendsCount()).isZero();
    }

    /** The transport alone decides these. The page of limits says so. */
    @Test
    void whatIsNoCallAtAllEndsAsThePageOfLimitsSays() throws IOException {
        String path = "/reco.v1.RecommendService/Recommend";
        String type = "application/grpc";

        assertThat(end("POST", path, "")).as("no content-type").isEqualTo("HTTP 415, INTERNAL");
        assertThat(end("POST", path, "application/json")).as("another one").isEqualTo("HTTP 415, INTERNAL");
        assertThat(end("GET", path, type)).as("GET").isEqualTo("HTTP 405, INTERNAL");
        assertThat(end("POST", "reco.v1.RecommendService/Recommend", type))
                .as("a path without /")
                .isEqualTo("HTTP 404, UNIMPLEMENTED");
        assertThat(end("POST", null, type)).as("no path").isEqualTo("HTTP 404, UNIMPLEMENTED");
        assertThat(end("POST", "", type)).as("an empty path").isEqualTo("reset");
        assertThat(server.page(1, 1, 0).getRecommendsCount()).isZero();
    }

    private String end(String verb, @Nullable String path, String type) throws IOException {
        List<String> headers = new ArrayList<>(List.of(":method", verb, ":scheme", "http", ":authority", "localhost"));
        if (path != null) {
            headers.addAll(List.of(":path", path));
        }
        headers.addAll(List.of("te", "trailers"));
        if (!type.isEmpty()) {
            headers.addAll(List.of("content-type", type));
        }
        try (RawConnection connection = new RawConnection(server.port(), "unused/unused")) {
            int status = connection.status(connection.startOnly(headers.toArray(String[]::new)));
            Code code = io.grpc.Status.fromCodeValue(status).getCode();
            return status < 0 ? "reset" : "HTTP " + connection.httpStatus() + ", " + code;
        }
    }

    /** A call with an odd request. */
    private interface OddCall {
        int send(RawConnection connection, String method) throws IOException;
    }

    /** How it ends, by method. A reset counts as gRPC's clients tell it: as cancelled. */
    private Map<String, Code> ends(OddCall call) throws IOException {
        Map<String, Code> ends = new LinkedHashMap<>();
        for (String method : methods()) {
            try (RawConnection connection = new RawConnection(server.port(), method)) {
                int status = connection.status(call.send(connection, method));
                ends.put(
                        method,
                        status < 0
                                ? Code.CANCELLED
                                : io.grpc.Status.fromCodeValue(status).getCode());
            }
        }
        return ends;
    }

    private static List<String> methods() {
        return Stream.concat(
                        Contract.services().stream()
                                .flatMap(service -> service.getMethods().stream())
                                .map(method -> method.getFullMethodName()),
                        PROBES.stream())
                .toList();
    }

    private static byte[] message(int compressed, byte[] bytes) throws IOException {
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(message);
        out.writeByte(compressed);
        out.writeInt(bytes.length);
        out.write(bytes);
        return message.toByteArray();
    }

    private static byte[] gzipped(int zeros) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            byte[] some = new byte[1 << 16];
            for (int left = zeros; left > 0; left -= some.length) {
                gzip.write(some, 0, Math.min(left, some.length));
            }
        }
        return bytes.toByteArray();
    }
}
