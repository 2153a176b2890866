package io.reco.client.internal.channel;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

import io.grpc.MethodDescriptor;
import org.jspecify.annotations.Nullable;

import io.reco.api.v1.AdminServiceGrpc;
import io.reco.api.v1.CatalogServiceGrpc;
import io.reco.api.v1.FeedbackServiceGrpc;
import io.reco.api.v1.ReaderServiceGrpc;
import io.reco.api.v1.RecommendServiceGrpc;

/**
 * gRPC's service config: how calls are spread and repeated.
 *
 * <p>What is named here may be repeated: reads; pages, which replay; events, which carry ids; what sets things to what it says;
 * what carries an id of its own. Streams are not named. Only UNAVAILABLE is repeated: it alone says that another attempt, or
 * another server, may do better right now.
 */
final class ServiceConfig {
    // The most that gRPC allows (gRFC A6): with the pauses that servers ask for they outlast an election of the store.
    private static final double ATTEMPTS_MAX = 5;
    private static final double HEDGED_ATTEMPTS_MAX = 2;
    private static final List<String> RETRYABLE = List.of("UNAVAILABLE");

    private static final List<Map<String, ?>> PAGES = List.of(Map.of("service", RecommendServiceGrpc.SERVICE_NAME));
    private static final List<Map<String, ?>> OTHERS = Stream.of(
                    CatalogServiceGrpc.getUpsertArticlesMethod(),
                    CatalogServiceGrpc.getGetArticlesMethod(),
                    CatalogServiceGrpc.getDeleteArticlesMethod(),
                    CatalogServiceGrpc.getListArticlesMethod(),
                    FeedbackServiceGrpc.getReportEventsMethod(),
                    ReaderServiceGrpc.getGetReaderMethod(),
                    ReaderServiceGrpc.getUpdateReaderMethod(),
                    ReaderServiceGrpc.getMergeReadersMethod(),
                    ReaderServiceGrpc.getEraseReaderMethod(),
                    AdminServiceGrpc.getGetStatusMethod(),
                    AdminServiceGrpc.getListRefusalsMethod(),
                    AdminServiceGrpc.getGetArticleFunnelMethod(),
                    AdminServiceGrpc.getGetQualityMethod())
            .<Map<String, ?>>map(ServiceConfig::name)
            .toList();

    private ServiceConfig() {}

    private static Map<String, String> name(MethodDescriptor<?, ?> method) {
        return Map.of(
                "service", String.valueOf(method.getServiceName()),
                "method", String.valueOf(method.getBareMethodName()));
    }

    /** For calls: over all servers that say they are serving. */
    static Map<String, ?> calls(boolean retries, @Nullable Duration hedgingDelay) {
        Map<String, ?> pageMethods = hedgingDelay != null
                ? Map.of("name", PAGES, "hedgingPolicy", hedging(hedgingDelay))
                : retries ? Map.of("name", PAGES, "retryPolicy", retry()) : Map.of("name", PAGES);
        Map<String, ?> otherMethods = retries ? Map.of("name", OTHERS, "retryPolicy", retry()) : Map.of("name", OTHERS);
        return Map.of(
                "loadBalancingConfig", List.of(Map.of("round_robin", Map.of())),
                // The empty name asks about the server as a whole.
                "healthCheckConfig", Map.of("serviceName", ""),
                // While more than a tenth of the calls fail, retries stop: they would only add to the load.
                "retryThrottling", Map.of("maxTokens", 100.0, "tokenRatio", 0.1),
                "methodConfig", List.of(pageMethods, otherMethods));
    }

    /** For asking a server about its health, which must reach one that says it is not serving. */
    static Map<String, ?> health() {
        return Map.of("loadBalancingConfig", List.of(Map.of("pick_first", Map.of())));
    }

    private static Map<String, ?> retry() {
        return Map.of(
                "maxAttempts",
                ATTEMPTS_MAX,
                "initialBackoff",
                "0.02s",
                "maxBackoff",
                "0.25s",
                "backoffMultiplier",
                2.0,
                "retryableStatusCodes",
                RETRYABLE);
    }

    private static Map<String, ?> hedging(Duration delay) {
        return Map.of(
                "maxAttempts", HEDGED_ATTEMPTS_MAX,
                "hedgingDelay", String.format(Locale.ROOT, "%.9fs", delay.toNanos() / 1e9),
                "nonFatalStatusCodes", RETRYABLE);
    }
}
