package io.reco.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import io.grpc.CallOptions;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.stub.ClientCalls;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.reco.api.v1.EventType;

/**
 * A client that was made from the original contract years ago: it has no class of ours, only {@code original/reco.binpb}, which
 * protoc made of the original text and which never changes, and requests as they were recorded on the wire.
 */
class OriginalClientTest {

    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

    /** {@code user_id: 2, article_num: 4}. */
    private static final String PAGE_OF_FOUR = "08021004";

    /** {@code user_id: 2, article_num: 4, time_stamp: 1772366400000}, which is START. */
    private static final String PAGE_OF_START = "0802100418809494caca33";

    /** No field at all: ten articles for nobody, now. */
    private static final String NOTHING_SET = "";

    private static final MethodDescriptor<byte[], byte[]> USER_RECOMMEND = MethodDescriptor.<byte[], byte[]>newBuilder()
            .setType(MethodType.UNARY)
            .setFullMethodName("UserRecommend/user_recommend")
            .setRequestMarshaller(new Bytes())
            .setResponseMarshaller(new Bytes())
            .build();

    @TempDir
    Path data;

    private final MovableClock clock = new MovableClock(START);
    private RunningServer server;
    private Descriptor response;

    @BeforeEach
    void start() throws Exception {
        server = RunningServer.start(data, clock);
        server.upsert(1, 9, START, "news");
        response = original().findMessageTypeByName("ArticleResponse");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aPageIsAllThatTheOriginalMessagesSayAndNoMore() throws IOException {
        var viewed = server.report(7, EventType.EVENT_TYPE_VIEW, List.of(1, 2, 3, 4, 5, 6, 7, 8, 9));
        assertThat(viewed.getAcceptedCount()).isEqualTo(9);

        DynamicMessage page = parsed(call(PAGE_OF_FOUR));

        assertThat(fields(page)).containsOnlyKeys("exposure", "time_stamp", "recommends");
        assertThat((String) field(page, "exposure")).matches("[-_A-Za-z0-9]+");
        assertThat(fields(page)).containsEntry("time_stamp", START.toEpochMilli());
        List<Integer> ids = new ArrayList<>();
        for (Object article : (List<?>) field(page, "recommends")) {
            assertThat(fields(article)).containsOnlyKeys("article_id", "info");
            ids.add((Integer) field(article, "article_id"));
            assertThat(fields(field(article, "info")))
                    .containsOnlyKeys("views", "share")
                    .containsEntry("share", "0");
        }
        assertThat(ids).hasSize(4).doesNotHaveDuplicates().allMatch(id -> id >= 1 && id <= 9);
    }

    @Test
    void theMomentOfAPageIsThatVeryPageByteForByte() {
        byte[] page = call(PAGE_OF_FOUR);
        clock.move(Duration.ofMinutes(1));

        assertThat(call(PAGE_OF_START)).isEqualTo(page);
        assertThat(call(PAGE_OF_FOUR)).isNotEqualTo(page);
    }

    @Test
    void aRequestWithoutFieldsIsAPageForNobody() throws IOException {
        assertThat((List<?>) field(parsed(call(NOTHING_SET)), "recommends")).hasSize(9);
    }

    @Test
    void theEndOfHistoryIsAnEmptyMessage() {
        // user_id: 2, time_stamp: 1772366400000
        assertThat(call("080218809494caca33")).isNotEmpty();

        // user_id: 2, time_stamp: 1772366399999
        assertThat(call("080218ff9394caca33")).isEmpty();
    }

    /** What the bytes say; they have nothing that the original messages do not have, and are as the original would write it. */
    private DynamicMessage parsed(byte[] bytes) throws IOException {
        DynamicMessage message = DynamicMessage.parseFrom(response, bytes);
        requireKnown(message);
        assertThat(message.toByteArray()).isEqualTo(bytes);
        return message;
    }

    private static void requireKnown(Message message) {
        assertThat(message.getUnknownFields().asMap())
                .as(message.getDescriptorForType().getName())
                .isEmpty();
        message.getAllFields().values().forEach(value -> {
            for (Object part : value instanceof List<?> list ? list : List.of(value)) {
                if (part instanceof Message inner) {
                    requireKnown(inner);
                }
            }
        });
    }

    private static Map<String, Object> fields(Object message) {
        Map<String, Object> fields = new TreeMap<>();
        ((Message) message).getAllFields().forEach((field, value) -> fields.put(field.getName(), value));
        return fields;
    }

    private static Object field(Object message, String name) {
        return Objects.requireNonNull(fields(message).get(name), name);
    }

    private byte[] call(String request) {
        return ClientCalls.blockingUnaryCall(
                server.channel(),
                USER_RECOMMEND,
                CallOptions.DEFAULT.withDeadlineAfter(20, TimeUnit.SECONDS),
                HexFormat.of().parseHex(request));
    }

    private static FileDescriptor original() throws Exception {
        try (InputStream bytes =
                Objects.requireNonNull(OriginalClientTest.class.getResourceAsStream("/original/reco.binpb"))) {
            return FileDescriptor.buildFrom(FileDescriptorSet.parseFrom(bytes).getFile(0), new FileDescriptor[0]);
        }
    }

    /** Messages as they are on the wire. */
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
