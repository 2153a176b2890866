package io.reco.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.BadRequest;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.protobuf.StatusProto;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.reco.api.UserRecommendGrpc;
import io.reco.api.v1.CatalogServiceGrpc;
import io.reco.api.v1.EventType;
import io.reco.api.v1.FeedbackServiceGrpc;

/** Requests as no generated client makes them: each is refused for what it is, and nobody takes them for something else. */
class RequestBytesTest {

    private static final String RECOMMEND =
            UserRecommendGrpc.getUserRecommendMethod().getFullMethodName();
    private static final String REPORT =
            FeedbackServiceGrpc.getReportEventsMethod().getFullMethodName();
    private static final String WATCH =
            FeedbackServiceGrpc.getWatchEventsMethod().getFullMethodName();
    private static final String LIST =
            CatalogServiceGrpc.getListArticlesMethod().getFullMethodName();

    // What protobuf makes 7 of.
    private static final long SEVEN_CUT = (1L << 32) + 7;

    @TempDir
    Path data;

    private RunningServer server;

    @BeforeEach
    void start() throws IOException {
        server = RunningServer.start(data, Clock.systemUTC());
        server.upsert(1, 20, Instant.now(), "news");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aReaderBeyondThirtyTwoBitsIsNotCutToAnother() throws IOException {
        for (long reader : new long[] {SEVEN_CUT, 1L << 31, (1L << 32) - 1, Long.MAX_VALUE, Long.MIN_VALUE}) {
            Answer answer = call(RECOMMEND, message(1, reader));

            assertThat(answer.status().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
            assertThat(answer.violations())
                    .containsExactly("user_id: " + reader + " (expected: an integer of 32 bits)");
        }
        assertThat(call(RECOMMEND, message(1, Integer.MAX_VALUE)).status().isOk())
                .isTrue();
        assertThat(call(RECOMMEND, message(1, -1)).violations()).containsExactly("user_id: -1 (expected: >= 0)");
    }

    @Test
    void everyCutNumberOfARequestIsNamed() throws IOException {
        byte[] event = joined(text(1, "e-1"), text(2, "7"), text(3, "4"), message(4, (1L << 32) + 2));
        byte[] good = joined(text(1, "e-2"), text(2, "7"), text(3, "4"), message(4, EventType.EVENT_TYPE_VIEW_VALUE));

        assertThat(call(REPORT, joined(nested(1, good), nested(1, event))).violations())
                .containsExactly("events[1].type: 4294967298 (expected: an integer of 32 bits)");
        assertThat(call(REPORT, nested(1, good)).status().isOk()).isTrue();
        assertThat(call(LIST, message(1, 1L << 32)).violations())
                .containsExactly("page_size: 4294967296 (expected: an integer of 32 bits)");
        // Of 64 bits, and of fields that nobody knows, any number will do.
        assertThat(call(RECOMMEND, joined(message(1, 7), message(3, 1L << 60), message(99, Long.MAX_VALUE)))
                        .status()
                        .isOk())
                .isTrue();
    }

    @Test
    void noRequestAndSeveralAreInvalidAndNotADefect() throws IOException {
        assertThat(call(RECOMMEND).violations())
                .containsExactly("request: no message (expected: a " + RECOMMEND + " request message)");
        assertThat(call(RECOMMEND, message(1, 7), message(1, 8)).status().getCode())
                .isEqualTo(Status.Code.CANCELLED);
        assertThat(call(RECOMMEND, new byte[] {0x0f}).violations())
                .containsExactly("request: unreadable bytes (expected: a " + RECOMMEND + " request message)");
    }

    @Test
    void aStreamsRequestIsLookedAtAsAnyOther() throws IOException {
        assertThat(call(WATCH).violations())
                .containsExactly("request: no message (expected: a " + WATCH + " request message)");
        assertThat(call(WATCH, new byte[] {0x0f}).violations())
                .containsExactly("request: unreadable bytes (expected: a " + WATCH + " request message)");
        assertThat(call(WATCH, message(5, (1L << 32) + 2)).violations())
                .containsExactly("types[0]: 4294967298 (expected: an integer of 32 bits)");
    }

    @Test
    void aSmallRequestThatUnpacksToMoreThanTheLimitIsTooLarge() {
        byte[] zeros = new byte[8 << 20];

        Answer answer = call(CallOptions.DEFAULT.withCompression("gzip"), RECOMMEND, zeros);

        assertThat(answer.status().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        assertThat(call(CallOptions.DEFAULT.withCompression("gzip"), RECOMMEND, new byte[0])
                        .status()
                        .isOk())
                .isTrue();
    }

    /** How a call ended. */
    private record Answer(Status status, Metadata trailers) {
        List<String> violations() throws InvalidProtocolBufferException {
            com.google.rpc.Status details = StatusProto.fromStatusAndTrailers(status, trailers);
            List<String> violations = new ArrayList<>();
            for (Any detail : Objects.requireNonNull(details).getDetailsList()) {
                if (detail.is(BadRequest.class)) {
                    detail.unpack(BadRequest.class)
                            .getFieldViolationsList()
                            .forEach(violation -> violations.add(violation.getDescription()));
                }
            }
            return violations;
        }
    }

    private Answer call(String method, byte[]... requests) {
        return call(CallOptions.DEFAULT, method, requests);
    }

    private Answer call(CallOptions options, String method, byte[]... requests) {
        ClientCall<byte[], byte[]> call = server.channel()
                .newCall(
                        MethodDescriptor.<byte[], byte[]>newBuilder()
                                .setType(MethodDescriptor.MethodType.BIDI_STREAMING)
                                .setFullMethodName(method)
                                .setRequestMarshaller(BYTES)
                                .setResponseMarshaller(BYTES)
                                .build(),
                        options);
        CompletableFuture<Answer> answer = new CompletableFuture<>();
        call.start(
                new ClientCall.Listener<>() {
                    @Override
                    public void onClose(Status status, Metadata trailers) {
                        answer.complete(new Answer(status, trailers));
                    }
                },
                new Metadata());
        call.request(2);
        call.setMessageCompression(true);
        for (byte[] request : requests) {
            call.sendMessage(request);
        }
        call.halfClose();
        return answer.orTimeout(20, TimeUnit.SECONDS).join();
    }

    private static byte[] message(int field, long varint) throws IOException {
        return written(out -> out.writeUInt64(field, varint));
    }

    private static byte[] text(int field, String text) throws IOException {
        return written(out -> out.writeString(field, text));
    }

    private static byte[] nested(int field, byte[] message) throws IOException {
        return written(out -> out.writeByteArray(field, message));
    }

    private static byte[] joined(byte[]... parts) throws IOException {
        return written(out -> {
            for (byte[] part : parts) {
                out.writeRawBytes(part);
            }
        });
    }

    private interface Writing {
        void to(CodedOutputStream out) throws IOException;
    }

    private static byte[] written(Writing writing) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        writing.to(out);
        out.flush();
        return bytes.toByteArray();
    }

    private static final MethodDescriptor.Marshaller<byte[]> BYTES = new MethodDescriptor.Marshaller<>() {
        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            try {
                return ByteString.readFrom(stream).toByteArray();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    };
}
