package io.reco.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.google.gson.JsonParser;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import io.grpc.CallOptions;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What gRPC answers or refuses, HTTP does, too, and in the same words: for every method that answers once. */
class TransportsAgreeTest {

    private static final Logger log = LoggerFactory.getLogger(TransportsAgreeTest.class);
    private static final long SEED = 20_261_127;
    private static final int REQUESTS = 150;
    /** What they answer does not depend on when they are asked, so it can be compared as it is. */
    private static final Set<String> LOOKS = Set.of(
            "reco.v1.CatalogService/GetArticles",
            "reco.v1.CatalogService/ListArticles",
            "reco.v1.ReaderService/GetReader");

    /** A path, at the begin of what is said of it, and what is expected, perhaps cut; neither has anything that was sent. */
    private static final Pattern FIELD = Pattern.compile("(?:^|(?<=; ))[a-z0-9_.\\[\\], ]+(?=: )|\\(expected: [^()]*");

    private static final Pattern LINE = Pattern.compile("(?<=[a-z])_([a-z])");

    @TempDir
    Path data;

    private RunningServer server;
    private JsonClient client;

    @BeforeEach
    void start() throws IOException {
        server = RunningServer.start(data, Clock.systemUTC(), Map.of(Settings.HTTP_PORT, "0"));
        client = new JsonClient(server.httpPort());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    /** How a call ended. */
    private record End(Status.Code code, String said) {}

    @Test
    void everyMethodAnswersAndRefusesAlike() throws Exception {
        List<? extends MethodDescriptor<?, ?>> methods = Contract.services().stream()
                .flatMap(service -> service.getMethods().stream())
                .filter(method -> method.getType() == MethodDescriptor.MethodType.UNARY)
                .toList();
        assertThat(methods).extracting(MethodDescriptor::getFullMethodName).containsAll(LOOKS);

        for (MethodDescriptor<?, ?> method : methods) {
            server.upsert(1, 50, Instant.now(), "news");
            // One for each, so that a new method changes nothing for the others.
            OddMessages odd = new OddMessages(new Random(SEED));
            Map<Status.Code, Integer> codes = new EnumMap<>(Status.Code.class);
            for (int i = 0; i < REQUESTS; i++) {
                Optional<DynamicMessage> sayable = inJson(odd.message(JsonClient.requestType(method)));
                if (sayable.isEmpty()) {
                    continue;
                }
                DynamicMessage request = sayable.get();
                End grpc = overGrpc(method, request);
                End http = overHttp(method, request);
                codes.merge(grpc.code(), 1, Integer::sum);
                assertThat(http.code())
                        .as("%s %s: %s, %s", method.getFullMethodName(), request, grpc, http)
                        .isEqualTo(grpc.code());
                boolean comparable = grpc.code() != Status.Code.OK || LOOKS.contains(method.getFullMethodName());
                if (comparable) {
                    assertThat(http.said())
                            .as("%s %s", method.getFullMethodName(), request)
                            .isEqualTo(named(grpc));
                }
            }
            log.info("method={} ends={}", method.getFullMethodName(), codes);
            if (!JsonClient.requestType(method).getFields().isEmpty()) {
                assertThat(codes.keySet()).as(method.getFullMethodName()).contains(Status.Code.INVALID_ARGUMENT);
            }
            assertThat(codes.keySet())
                    .as(method.getFullMethodName())
                    .containsAnyOf(Status.Code.OK, Status.Code.NOT_FOUND);
        }
    }

    /** As JSON names the fields of which something is said: up to the value, and from what is expected on. */
    private static String named(End end) {
        if (end.code() == Status.Code.OK) {
            return end.said();
        }
        return FIELD.matcher(end.said())
                .replaceAll(field -> Matcher.quoteReplacement(LINE.matcher(field.group())
                        .replaceAll(letter -> letter.group(1).toUpperCase(Locale.ROOT))));
    }

    /** The message as far as JSON can say it; empty where it cannot, as of times beyond the year 9999. */
    private static Optional<DynamicMessage> inJson(DynamicMessage request) {
        try {
            DynamicMessage said = again(request);
            // Names of fields in a mask change on the way when they are none.
            return again(said).equals(said) ? Optional.of(said) : Optional.empty();
        } catch (IllegalArgumentException | InvalidProtocolBufferException e) {
            return Optional.empty();
        }
    }

    private static DynamicMessage again(DynamicMessage request) throws InvalidProtocolBufferException {
        DynamicMessage.Builder back = DynamicMessage.newBuilder(request.getDescriptorForType());
        JsonFormat.parser().merge(JsonClient.json(request), back);
        return back.build();
    }

    private End overGrpc(MethodDescriptor<?, ?> method, Message request) throws Exception {
        MethodDescriptor<byte[], byte[]> raw = RawBytes.method(method.getType(), method.getFullMethodName());
        try {
            byte[] answer =
                    ClientCalls.blockingUnaryCall(server.channel(), raw, CallOptions.DEFAULT, request.toByteArray());
            Message message = JsonClient.prototype(method.getResponseMarshaller())
                    .getParserForType()
                    .parseFrom(answer);
            return new End(
                    Status.Code.OK,
                    JsonParser.parseString(JsonClient.json(message)).toString());
        } catch (StatusRuntimeException e) {
            return new End(e.getStatus().getCode(), String.valueOf(e.getStatus().getDescription()));
        }
    }

    private End overHttp(MethodDescriptor<?, ?> method, Message request) throws Exception {
        JsonClient.Answer answer = client.call(method.getFullMethodName(), JsonClient.json(request));
        String said = answer.code() == Status.Code.OK ? answer.json().toString() : answer.text("message");
        return new End(answer.code(), said);
    }
}
