package io.reco.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import com.google.protobuf.Any;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.reco.api.v1.RecommendRequest;

/** Every method of the contract, whichever it will have, is sent bytes and messages that make no sense. */
class HostileBytesTest {

    private static final Logger log = LoggerFactory.getLogger(HostileBytesTest.class);
    private static final long SEED = 20_261_127;
    private static final int REQUESTS = 600;
    private static final int AT_ONCE = 32;
    private static final String FORM = "(?s).+: .* \\(expected: .+\\)";
    private static final String RECOMMEND = "reco.v1.RecommendService/Recommend";

    /** How a call ended. */
    private record End(Status status, Metadata trailers) {}

    @TempDir
    Path data;

    private RunningServer server;
    private OddMessages odd;

    @BeforeEach
    void start() throws IOException {
        server = RunningServer.start(data, Clock.systemUTC());
        odd = new OddMessages(new Random(SEED));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void everyMethodAnswersWhateverItIsSentOrSaysWhatIsWrongWithIt() throws Exception {
        List<? extends MethodDescriptor<?, ?>> methods = methods().toList();
        assertThat(methods).extracting(MethodDescriptor::getFullMethodName).contains(RECOMMEND);

        for (MethodDescriptor<?, ?> method : methods) {
            String name = method.getFullMethodName();
            Map<Status.Code, Integer> codes = new EnumMap<>(Status.Code.class);
            // Whatever the methods before did to them.
            server.upsert(1, 50, Instant.now(), "news");
            for (End end : ends(method)) {
                codes.merge(end.status().getCode(), 1, Integer::sum);
                if (end.status().getCode() == Status.Code.INVALID_ARGUMENT) {
                    assertThat(violations(end))
                            .as("%s: %s", name, end.status().getDescription())
                            .isNotEmpty()
                            .allSatisfy(violation -> assertThat(violation.getDescription())
                                    .startsWith(violation.getField() + ": ")
                                    .matches(FORM));
                }
            }
            log.info("method={} ends={}", name, codes);
            assertThat(codes.keySet())
                    .as("%s: %s", name, codes)
                    .contains(Status.Code.INVALID_ARGUMENT)
                    .containsAnyOf(Status.Code.OK, Status.Code.NOT_FOUND)
                    .isSubsetOf(
                            Status.Code.OK,
                            Status.Code.INVALID_ARGUMENT,
                            Status.Code.NOT_FOUND,
                            Status.Code.ABORTED,
                            Status.Code.FAILED_PRECONDITION,
                            Status.Code.OUT_OF_RANGE,
                            Status.Code.RESOURCE_EXHAUSTED);
        }
        assertThat(server.pages()
                        .recommend(RecommendRequest.newBuilder()
                                .setReaderId("of-the-end")
                                .build())
                        .getResultsList())
                .as("it lives on")
                .isNotEmpty();
    }

    private static Stream<? extends MethodDescriptor<?, ?>> methods() {
        return Contract.services().stream().flatMap(service -> service.getMethods().stream());
    }

    /** Of calls with bytes, messages and damaged messages in turn. */
    private Queue<End> ends(MethodDescriptor<?, ?> method) throws InterruptedException {
        Descriptor type = requestType(method);
        MethodDescriptor<byte[], byte[]> raw = RawBytes.method(method.getType(), method.getFullMethodName());
        Queue<End> ends = new ConcurrentLinkedQueue<>();
        Semaphore atOnce = new Semaphore(AT_ONCE);
        for (int i = 0; i < REQUESTS; i++) {
            byte[] request = switch (i % 6) {
                case 0 -> odd.bytes();
                case 1 -> odd.damaged(type);
                default -> odd.message(type).toByteArray();
            };
            atOnce.acquire();
            send(raw, request, ends, atOnce);
        }
        atOnce.acquire(AT_ONCE);
        return ends;
    }

    private static Descriptor requestType(MethodDescriptor<?, ?> method) {
        var marshaller = (MethodDescriptor.PrototypeMarshaller<?>) method.getRequestMarshaller();
        Message prototype = (Message) java.util.Objects.requireNonNull(marshaller.getMessagePrototype());
        return prototype.getDescriptorForType();
    }

    /** A stream that has said something is answered: some never end. */
    private void send(MethodDescriptor<byte[], byte[]> method, byte[] request, Queue<End> ends, Semaphore atOnce) {
        ClientCall<byte[], byte[]> call =
                server.channel().newCall(method, CallOptions.DEFAULT.withDeadlineAfter(60, TimeUnit.SECONDS));
        call.start(
                new ClientCall.Listener<>() {
                    private boolean answered;

                    @Override
                    public void onMessage(byte[] message) {
                        if (!method.getType().serverSendsOneMessage()) {
                            answered = true;
                            call.cancel("it has said something", null);
                        }
                    }

                    @Override
                    public void onClose(Status status, Metadata trailers) {
                        ends.add(new End(answered ? Status.OK : status, trailers));
                        atOnce.release();
                    }
                },
                new Metadata());
        call.request(2);
        call.sendMessage(request);
        call.halfClose();
    }

    private static List<BadRequest.FieldViolation> violations(End end) throws InvalidProtocolBufferException {
        var status = java.util.Objects.requireNonNull(StatusProto.fromStatusAndTrailers(end.status(), end.trailers()));
        for (Any detail : status.getDetailsList()) {
            if (detail.is(BadRequest.class)) {
                return detail.unpack(BadRequest.class).getFieldViolationsList();
            }
        }
        return List.of();
    }
}
