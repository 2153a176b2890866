package io.reco.client.internal.channel;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.reco.api.v1.CatalogServiceGrpc;
import io.reco.api.v1.FeedbackServiceGrpc;
import io.reco.api.v1.RecommendServiceGrpc;

/**
 * gRPC's service config: how calls are spread and repeated.
 *
 * <p>Every call may be repeated, because pages replay, events carry ids, and catalogue calls set things to what they say.
 * Only UNAVAILABLE is: it alone says that another attempt, or another server, may do better right now.
 */
final class ServiceConfig {
    private static final double ATTEMPTS_MAX = 3;
    private static final double HEDGED_ATTEMPTS_MAX = 2;
    private static final List<String> RETRYABLE = List.of("UNAVAILABLE");

    private ServiceConfig() {}

    /** For calls: over all servers that say they are serving. */
    static Map<String, ?> calls(boolean retries, @Nullable Duration hedgingDelay) {
        List<Map<String, ?>> pages = List.of(Map.of("service", RecommendServiceGrpc.SERVICE_NAME));
        List<Map<String, ?>> others = List.of(
                Map.of("service", CatalogServiceGrpc.SERVICE_NAME),
                Map.of("service", FeedbackServiceGrpc.SERVICE_NAME));
        Map<String, ?> pageMethods = hedgingDelay != null
                ? Map.of("name", pages, "hedgingPolicy", hedging(hedgingDelay))
                : retries ? Map.of("name", pages, "retryPolicy", retry()) : Map.of("name", pages);
        Map<String, ?> otherMethods = retries ? Map.of("name", others, "retryPolicy", retry()) : Map.of("name", others);
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
