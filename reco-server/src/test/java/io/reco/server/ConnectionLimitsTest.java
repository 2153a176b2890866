package io.reco.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.google.protobuf.Any;
import com.google.rpc.ErrorInfo;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.MetadataUtils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.reco.api.UserRecommendGrpc;
import io.reco.api.UserRequest;

/** What one connection may do: honest callers do not meet these limits, and others meet them every time. */
class ConnectionLimitsTest {

    private static final String RECOMMEND =
            UserRecommendGrpc.getUserRecommendMethod().getFullMethodName();
    private static final int METADATA_BYTES_MAX = 8_192;
    private static final int RESETS_MAX = 512 * 30;

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
    void aCallerWhoGivesManyCallsUpKeepsItsConnection() throws IOException {
        try (RawConnection connection = new RawConnection(server.port(), RECOMMEND)) {
            resets(connection, RESETS_MAX - 1);

            assertThat(connection.isCutWithin(1_000)).isFalse();
        }
    }

    @Test
    void aFloodOfResetsIsCut() throws IOException {
        try (RawConnection connection = new RawConnection(server.port(), RECOMMEND)) {
            try {
                resets(connection, RESETS_MAX + 1);
            } catch (SocketException cutAlready) {
                // As it should be: the rest has nowhere to go.
            }

            assertThat(connection.isCutWithin(20_000)).isTrue();
        }
        assertThat(server.page(1, 1, 0).getRecommendsCount())
                .as("others are served")
                .isZero();
    }

    /** Calls that are given up at once. */
    private static void resets(RawConnection connection, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            connection.reset(connection.start());
        }
        connection.flush();
    }

    @Test
    void metadataIsRefusedFromTheFirstByteTooManyAndNeverBefore() {
        int overhead = measured(20_000) - 20_000;

        for (int i = 0; i < 50; i++) {
            assertThat(withMetadata(METADATA_BYTES_MAX - overhead).getCode()).isEqualTo(Status.Code.OK);
            assertThat(withMetadata(METADATA_BYTES_MAX - overhead + 1).getCode())
                    .isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        }
        assertThat(withMetadata(METADATA_BYTES_MAX - overhead + 1).getDescription())
                .isEqualTo("metadata: 8193 bytes (expected: at most 8192)");
        for (int padding : new int[] {9_000, 12_000, 16_300, 16_400, 30_000, 60_000}) {
            assertThat(withMetadata(padding).getCode())
                    .as("%d bytes", padding)
                    .isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        }
    }

    @Test
    void tooMuchMetadataSaysSoToPrograms() throws IOException {
        StatusRuntimeException refused = refused(9_000);

        com.google.rpc.Status details = Objects.requireNonNull(StatusProto.fromThrowable(refused));
        Any detail = details.getDetails(0);
        assertThat(detail.unpack(ErrorInfo.class).getReason()).isEqualTo("METADATA_TOO_LARGE");
        assertThat(detail.unpack(ErrorInfo.class).getMetadataMap()).containsEntry("bytesMax", "8192");
    }

    /** The transport alone decides these. The page of limits says so. */
    @Test
    void metadataBeyondWhatTheTransportReadsEndsItsCallOrItsConnectionAndNoOther() throws IOException {
        assertThat(withMetadata(0).getCode()).isEqualTo(Status.Code.OK);
        for (int i = 0; i < 10; i++) {
            assertThat(endOfCallWithMetadata(66_000)).isEqualTo("HTTP 431");
            assertThat(endOfCallWithMetadata(78_000)).isEqualTo("HTTP 431");
            assertThat(endOfCallWithMetadata(90_000)).isEqualTo("the end of the connection");
            assertThat(endOfCallWithMetadata(1_000_000)).isEqualTo("the end of the connection");
        }
        assertThat(withMetadata(66_000).getDescription())
                .as("a client of gRPC's knows the limit and sends nothing")
                .isEqualTo("http2 exception");
        assertThat(withMetadata(0).getCode()).isEqualTo(Status.Code.OK);
    }

    private String endOfCallWithMetadata(int bytes) throws IOException {
        try (RawConnection connection = new RawConnection(server.port(), RECOMMEND)) {
            int status = connection.status(connection.startWith("x-padding", "x".repeat(bytes)));
            return status >= 0 || connection.httpStatus() == 0 ? "a reset" : "HTTP " + connection.httpStatus();
        } catch (EOFException | SocketException e) {
            return "the end of the connection";
        }
    }

    /** How many bytes the server counts when the metadata has this much of padding. */
    private int measured(int padding) {
        Matcher counted = Pattern.compile("metadata: (\\d+) bytes.*")
                .matcher(Objects.requireNonNull(refused(padding).getStatus().getDescription()));
        assertThat(counted.matches()).isTrue();
        return Integer.parseInt(counted.group(1));
    }

    private StatusRuntimeException refused(int padding) {
        return Objects.requireNonNull(catchThrowableOfType(StatusRuntimeException.class, () -> ask(padding)));
    }

    private Status withMetadata(int padding) {
        try {
            ask(padding);
            return Status.OK;
        } catch (StatusRuntimeException e) {
            return e.getStatus();
        }
    }

    // Without a deadline, for its text in the metadata would change from call to call.
    private void ask(int padding) {
        Metadata headers = new Metadata();
        headers.put(Metadata.Key.of("x-padding", Metadata.ASCII_STRING_MARSHALLER), "x".repeat(padding));
        var unused = UserRecommendGrpc.newBlockingStub(server.channel())
                .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
                .userRecommend(UserRequest.getDefaultInstance());
    }
}
