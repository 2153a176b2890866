package io.reco.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Phaser;
import java.util.concurrent.Semaphore;

import com.google.protobuf.Timestamp;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.reco.api.UserRecommendGrpc;
import io.reco.api.UserRequest;
import io.reco.api.v1.Article;
import io.reco.api.v1.CatalogServiceGrpc;
import io.reco.api.v1.Event;
import io.reco.api.v1.FeedbackServiceGrpc;
import io.reco.api.v1.GetArticlesRequest;
import io.reco.api.v1.RecommendRequest;
import io.reco.api.v1.RecommendServiceGrpc;
import io.reco.api.v1.ReportEventsRequest;
import io.reco.api.v1.UpsertArticlesRequest;

/** Whatever is sent, the answer is a page or a clear refusal, and the server lives on. */
class HostileRequestsTest {

    private static final int REQUESTS = 100_000;
    private static final int AT_ONCE = 200;
    private static final long SEED = 20_260_301;

    @TempDir
    Path data;

    private RunningServer server;

    @BeforeEach
    void start() throws IOException {
        server = RunningServer.start(data, Clock.systemUTC());
        server.upsert(1, 50, java.time.Instant.now(), "news");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void noBytesMakeTheServerAnswerInternalOrUnknown() throws InterruptedException {
        Random random = new Random(SEED);
        Map<Status.Code, Integer> answers = new EnumMap<>(Status.Code.class);
        Semaphore atOnce = new Semaphore(AT_ONCE);
        Phaser open = new Phaser(1);
        for (int i = 0; i < REQUESTS; i++) {
            atOnce.acquire();
            open.register();
            send(METHODS.get(random.nextInt(METHODS.size())), request(random), headers(random), status -> {
                synchronized (answers) {
                    answers.merge(status.getCode(), 1, Integer::sum);
                }
                atOnce.release();
                open.arriveAndDeregister();
            });
        }
        open.arriveAndAwaitAdvance();

        assertThat(answers.keySet()).containsOnly(Status.Code.OK, Status.Code.INVALID_ARGUMENT);
        assertThat(answers.get(Status.Code.OK)).as("good ones among them").isGreaterThan(REQUESTS / 20);
        assertThat(answers.get(Status.Code.INVALID_ARGUMENT)).isGreaterThan(REQUESTS / 4);
        assertThat(server.pages()
                        .recommend(
                                RecommendRequest.newBuilder().setReaderId("1").build())
                        .getResultsList())
                .hasSize(10);
    }

    private static final List<String> METHODS = List.of(
            UserRecommendGrpc.getUserRecommendMethod().getFullMethodName(),
            UserRecommendGrpc.getUserRecommendMethod().getFullMethodName(),
            RecommendServiceGrpc.getRecommendMethod().getFullMethodName(),
            FeedbackServiceGrpc.getReportEventsMethod().getFullMethodName(),
            CatalogServiceGrpc.getUpsertArticlesMethod().getFullMethodName(),
            CatalogServiceGrpc.getGetArticlesMethod().getFullMethodName(),
            CatalogServiceGrpc.getDeleteArticlesMethod().getFullMethodName(),
            CatalogServiceGrpc.getListArticlesMethod().getFullMethodName());

    /** Random bytes, a message of any of the methods with odd values, or one of those with bytes changed or cut off. */
    private static byte[] request(Random random) {
        if (random.nextInt(5) == 0) {
            byte[] bytes = new byte[random.nextInt(200)];
            random.nextBytes(bytes);
            return bytes;
        }
        byte[] message = oddMessage(random);
        if (random.nextInt(3) == 0 && message.length > 0) {
            message[random.nextInt(message.length)] = (byte) random.nextInt(256);
        }
        if (random.nextInt(10) == 0) {
            return java.util.Arrays.copyOf(message, random.nextInt(message.length + 1));
        }
        return message;
    }

    private static byte[] oddMessage(Random random) {
        return switch (random.nextInt(5)) {
            case 0 ->
                GetArticlesRequest.newBuilder()
                        .addArticleIds(oddId(random))
                        .addArticleIds(oddId(random))
                        .build()
                        .toByteArray();
            case 1 ->
                ReportEventsRequest.newBuilder()
                        .addEvents(oddEvent(random))
                        .addEvents(oddEvent(random))
                        .build()
                        .toByteArray();
            case 2 ->
                UpsertArticlesRequest.newBuilder()
                        .addArticles(Article.newBuilder()
                                .setArticleId(oddId(random))
                                .setTitle(oddText(random))
                                .addTopics(oddText(random))
                                .setUrl(oddText(random)))
                        .build()
                        .toByteArray();
            case 3 ->
                RecommendRequest.newBuilder()
                        .setReaderId(oddId(random))
                        .setPageSize(odd(random))
                        .setPageTime(Timestamp.newBuilder()
                                .setSeconds(random.nextBoolean() ? odd(random) : random.nextLong())
                                .setNanos(odd(random)))
                        .setRequestId(oddText(random))
                        .build()
                        .toByteArray();
            default ->
                UserRequest.newBuilder()
                        .setUserId(odd(random))
                        .setArticleNum(odd(random))
                        .setTimeStamp(random.nextBoolean() ? odd(random) : random.nextLong())
                        .build()
                        .toByteArray();
        };
    }

    private static Event oddEvent(Random random) {
        return Event.newBuilder()
                .setEventId(oddText(random))
                .setReaderId(oddId(random))
                .setArticleId(oddId(random))
                .setTypeValue(random.nextInt(12))
                .setExposureToken(random.nextInt(4) == 0 ? oddText(random) : "")
                .build();
    }

    private static int odd(Random random) {
        int[] values = {0, 1, -1, 2, 7, 10, 100, 101, Integer.MAX_VALUE, Integer.MIN_VALUE, random.nextInt()};
        return values[random.nextInt(values.length)];
    }

    private static String oddId(Random random) {
        return random.nextBoolean() ? Integer.toString(odd(random)) : oddText(random);
    }

    private static String oddText(Random random) {
        return switch (random.nextInt(5)) {
            case 0 -> "";
            case 1 -> "e" + random.nextInt(1_000_000);
            case 2 -> "\u0000\n\r\t\u202e\ud83d\ude00".repeat(random.nextInt(20));
            case 3 -> "x".repeat(random.nextInt(3_000));
            default -> "' OR 1=1; -- ${jndi:x} ../../%00";
        };
    }

    private static Metadata headers(Random random) {
        Metadata headers = new Metadata();
        if (random.nextInt(10) == 0) {
            headers.put(
                    Metadata.Key.of("idempotency-key", Metadata.ASCII_STRING_MARSHALLER),
                    switch (random.nextInt(3)) {
                        case 0 -> "";
                        case 1 -> "k".repeat(100);
                        default -> "key-" + random.nextInt(100);
                    });
        }
        return headers;
    }

    private void send(String method, byte[] request, Metadata headers, java.util.function.Consumer<Status> whenClosed) {
        ClientCall<byte[], byte[]> call = server.channel()
                .newCall(RawBytes.method(MethodDescriptor.MethodType.UNARY, method), CallOptions.DEFAULT);
        call.start(
                new ClientCall.Listener<>() {
                    @Override
                    public void onClose(Status status, Metadata trailers) {
                        whenClosed.accept(status);
                    }
                },
                headers);
        call.request(2);
        call.sendMessage(request);
        call.halfClose();
    }
}
