package io.reco.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.reco.api.v1.Article;
import io.reco.api.v1.GetArticlesRequest;
import io.reco.api.v1.ListTopArticlesRequest;
import io.reco.api.v1.UpsertArticlesRequest;

/** How much a caller may do, through a real server. */
@Timeout(120)
class QuotasTest {

    private static final Metadata.Key<String> PUSHBACK =
            Metadata.Key.of("grpc-retry-pushback-ms", Metadata.ASCII_STRING_MARSHALLER);
    /** More than any machine makes in the second that one call is allowed in. */
    private static final int CALLS = 100_000;

    @TempDir
    Path data;

    @Test
    void whoCallsTooOftenIsToldWhenToComeBack() throws Exception {
        try (RunningServer server = start("anybody=1")) {
            StatusRuntimeException refusal = refusedCall(server);

            assertThat(refusal.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
            assertThat(refusal.getStatus().getDescription())
                    .isEqualTo("anybody: more than the quota (expected: at most 1 a second)");
            ErrorInfo info = detail(refusal, ErrorInfo.class);
            assertThat(info.getReason()).isEqualTo("QUOTA");
            assertThat(info.getMetadataMap()).containsEntry("quota", "anybody").containsEntry("perSecond", "1");
            String pushback = Objects.requireNonNull(
                    Objects.requireNonNull(refusal.getTrailers()).get(PUSHBACK));
            assertThat(Long.parseLong(pushback)).isBetween(1L, 1_000L);
            assertThat(millis(detail(refusal, RetryInfo.class))).isEqualTo(Long.parseLong(pushback));
            assertThat(server.metric("reco_quota_per_second{quota=\"anybody\"}"))
                    .isEqualTo(1);
            assertThat(server.metric("reco_quota_refused_total{quota=\"anybody\"}"))
                    .isGreaterThanOrEqualTo(1);
        }
    }

    private static StatusRuntimeException refusedCall(RunningServer server) {
        for (int i = 0; i < CALLS; i++) {
            try {
                var unused = server.pages().listTopArticles(ListTopArticlesRequest.getDefaultInstance());
            } catch (StatusRuntimeException e) {
                return e;
            }
        }
        throw new AssertionError("not refused: " + CALLS + " calls");
    }

    @Test
    void moreItemsThanAreLeftAreRefusedBeforeAnythingIsDone() throws Exception {
        try (RunningServer server = start("anybody-items=1")) {
            var first = server.catalog().upsertArticles(upsert("a", 0, 900));
            UpsertArticlesRequest second = upsert("b", 0, 900);
            StatusRuntimeException refusal = catchThrowableOfType(
                    StatusRuntimeException.class, () -> server.catalog().upsertArticles(second));

            assertThat(first.getUpsertedCount()).isEqualTo(900);
            assertThat(refusal.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
            assertThat(detail(refusal, ErrorInfo.class).getMetadataMap()).containsEntry("quota", "anybody-items");
            // 900 less what is left, at one a second: the pause is told in seconds and milliseconds.
            assertThat(millis(detail(refusal, RetryInfo.class))).isBetween(500_000L, 800_000L);
            // What was refused was not taken, and a call without items is none of this quota's business.
            assertThat(server.catalog()
                            .getArticles(GetArticlesRequest.newBuilder()
                                    .addArticleIds("a-1")
                                    .addArticleIds("b-1")
                                    .build())
                            .getMissingArticleIdsList())
                    .containsExactly("b-1");
            var top = server.pages().listTopArticles(ListTopArticlesRequest.getDefaultInstance());
            assertThat(top).isNotNull();
        }
    }

    @Test
    void aCallOverHttpCountsAsOneOverGrpcDoes() throws Exception {
        try (RunningServer server = start("anybody-items=1")) {
            var first = server.catalog().upsertArticles(upsert("a", 0, 1_000));
            JsonClient.Answer refused = new JsonClient(server.httpPort())
                    .call("reco.v1.CatalogService/UpsertArticles", JsonClient.json(upsert("b", 0, 900)));

            assertThat(first.getUpsertedCount()).isEqualTo(1_000);
            assertThat(refused.code()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
            assertThat(Long.parseLong(refused.header("retry-after"))).isBetween(500L, 900L);
        }
    }

    @Test
    void withoutQuotasNothingIsRefused() throws Exception {
        try (RunningServer server = start("")) {
            for (int i = 0; i < 20; i++) {
                var unused = server.catalog().upsertArticles(upsert("a", i * 1_000, 1_000));
            }
            assertThat(server.metric("reco_quota_refused_total{quota=\"anybody\"}"))
                    .isZero();
        }
    }

    private RunningServer start(String quotas) throws Exception {
        return RunningServer.start(data, Clock.systemUTC(), Map.of(Settings.QUOTAS, quotas, Settings.HTTP_PORT, "0"));
    }

    private static UpsertArticlesRequest upsert(String prefix, int from, int count) {
        List<Article> articles = IntStream.range(from, from + count)
                .mapToObj(i -> Article.newBuilder()
                        .setArticleId(prefix + "-" + i)
                        .setTitle("Title")
                        .build())
                .toList();
        return UpsertArticlesRequest.newBuilder().addAllArticles(articles).build();
    }

    private static long millis(RetryInfo retry) {
        com.google.protobuf.Duration delay = retry.getRetryDelay();
        return delay.getSeconds() * 1_000 + delay.getNanos() / 1_000_000;
    }

    private static <M extends com.google.protobuf.Message> M detail(StatusRuntimeException refusal, Class<M> type)
            throws InvalidProtocolBufferException {
        for (com.google.protobuf.Any any :
                Objects.requireNonNull(StatusProto.fromThrowable(refusal)).getDetailsList()) {
            if (any.is(type)) {
                return any.unpack(type);
            }
        }
        throw new AssertionError("no " + type.getSimpleName());
    }
}
