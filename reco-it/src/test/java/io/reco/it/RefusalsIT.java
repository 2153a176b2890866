package io.reco.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Random;

import com.google.protobuf.Any;
import com.google.rpc.BadRequest;
import com.google.rpc.BadRequest.FieldViolation;
import io.grpc.CallOptions;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Status;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.ClientCalls;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import io.reco.api.UserRequest;
import io.reco.api.v1.Article;
import io.reco.api.v1.Event;
import io.reco.api.v1.ReportEventsRequest;
import io.reco.api.v1.ReportEventsResponse;
import io.reco.api.v1.UpsertArticlesRequest;

/** What callers are told who ask for what they cannot have. The server answers others all the while. */
class RefusalsIT {

    private static final int REQUEST_BYTES_MAX = 4 << 20;

    private static TestServer server;
    private static Stubs stubs;

    @BeforeAll
    static void start() {
        server = TestServer.start(TestServer.Setup.EMPTY);
        stubs = Stubs.of(server);
        stubs.publish(20);
    }

    @AfterAll
    static void end() {
        assertThat(stubs.page(0, 10).getRecommendsCount()).isEqualTo(10);
        stubs.close();
        server.close();
    }

    @Test
    void badInputNamesEveryBadField() throws Exception {
        StatusRuntimeException refusal = refusal(() -> stubs.recommend()
                .userRecommend(UserRequest.newBuilder()
                        .setUserId(-1)
                        .setArticleNum(101)
                        .setTimeStamp(-5)
                        .build()));

        assertThat(refusal.getStatus().getCode()).isEqualTo(Code.INVALID_ARGUMENT);
        assertThat(violations(refusal).getFieldViolationsList())
                .extracting(FieldViolation::getField)
                .containsExactlyInAnyOrder("user_id", "article_num", "time_stamp");
        assertThat(violations(refusal).getFieldViolationsList())
                .extracting(FieldViolation::getDescription)
                .contains("article_num: 101 (expected: 0..100)");
    }

    @Test
    void anOversizeRequestIsRefused() {
        UpsertArticlesRequest request = UpsertArticlesRequest.newBuilder()
                .addArticles(Article.newBuilder().setArticleId("1").setSummary("x".repeat(REQUEST_BYTES_MAX)))
                .build();

        assertThat(refusal(() -> stubs.catalog().upsertArticles(request))
                        .getStatus()
                        .getCode())
                .isEqualTo(Code.RESOURCE_EXHAUSTED);
    }

    @Test
    void anUnknownMethodOrServiceIsUnimplemented() {
        assertThat(call("UserRecommend/no_such_method", new byte[0])).isEqualTo(Code.UNIMPLEMENTED);
        assertThat(call("reco.v1.NoSuchService/Get", new byte[0])).isEqualTo(Code.UNIMPLEMENTED);
    }

    @Test
    void bytesThatAreNoRequestAreAnInvalidArgument() {
        Random random = new Random(11);
        for (int i = 0; i < 200; i++) {
            byte[] bytes = new byte[1 + random.nextInt(64)];
            random.nextBytes(bytes);
            // Field 1 with the wire type that protobuf does not know.
            bytes[0] = 0x0f;

            assertThat(call("UserRecommend/user_recommend", bytes)).isEqualTo(Code.INVALID_ARGUMENT);
        }
    }

    @Test
    void aForgedTokenKeepsNoOtherEventOut() throws Exception {
        Event good = Stubs.view("forged-0", 1, 1);
        Event forged = Stubs.view("forged-1", 1, 1).toBuilder()
                .setExposureToken("Zm9yZ2Vk")
                .build();

        ReportEventsResponse answer = stubs.feedback()
                .reportEvents(ReportEventsRequest.newBuilder()
                        .addEvents(good)
                        .addEvents(forged)
                        .build());

        assertThat(answer.getAcceptedCount()).isEqualTo(1);
        assertThat(answer.getRefusalsList()).hasSize(1);
        assertThat(answer.getRefusals(0).getIndex()).isEqualTo(1);
        assertThat(answer.getRefusals(0).getCode()).isEqualTo(Code.INVALID_ARGUMENT.value());
        assertThat(answer.getRefusals(0).getViolations(0).getField()).isEqualTo("events[1].exposure_token");
    }

    private static StatusRuntimeException refusal(Runnable call) {
        return Objects.requireNonNull(catchThrowableOfType(StatusRuntimeException.class, call::run), "no refusal");
    }

    private static BadRequest violations(StatusRuntimeException refusal) throws IOException {
        return badRequest(Objects.requireNonNull(StatusProto.fromThrowable(refusal), "no details"));
    }

    private static BadRequest badRequest(com.google.rpc.Status status) throws IOException {
        for (Any detail : status.getDetailsList()) {
            if (detail.is(BadRequest.class)) {
                return detail.unpack(BadRequest.class);
            }
        }
        throw new AssertionError("no BadRequest in " + status);
    }

    /** The status of a call that is made of bytes. */
    private static Code call(String method, byte[] request) {
        MethodDescriptor<byte[], byte[]> descriptor = MethodDescriptor.<byte[], byte[]>newBuilder()
                .setType(MethodType.UNARY)
                .setFullMethodName(method)
                .setRequestMarshaller(new Bytes())
                .setResponseMarshaller(new Bytes())
                .build();
        try {
            ClientCalls.blockingUnaryCall(stubs.channel(), descriptor, CallOptions.DEFAULT, request);
            return Code.OK;
        } catch (StatusRuntimeException e) {
            return Status.fromThrowable(e).getCode();
        }
    }

    private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            try {
                return stream.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
