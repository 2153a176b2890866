package io.reco.server.grpc.guard.load;

import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

import io.grpc.MethodDescriptor;

import io.reco.api.UserRecommendGrpc;
import io.reco.api.v1.AdminServiceGrpc;
import io.reco.api.v1.CatalogServiceGrpc;
import io.reco.api.v1.FeedbackServiceGrpc;
import io.reco.api.v1.ReaderServiceGrpc;
import io.reco.api.v1.RecommendServiceGrpc;

/** What a call is worth when there are too many: the earlier a class, the longer its calls are taken. */
public enum CallClass {
    /** Somebody looks at a screen. */
    PAGES(1, Duration.ofMillis(50)),
    /** What readers did and want, and what a program asks of a few articles or readers. */
    EVENTS(.9, Duration.ofMillis(100)),
    /** The catalogue's changes and lists: large, and sent by programs that have time. */
    IMPORTS(.7, Duration.ofMillis(400)),
    /** Their begin; what bounds them afterwards are rules of their own. */
    STREAMS(.5, Duration.ofMillis(400)),
    /** Health and reflection: no limit, and threads of their own. */
    PROBES(1, Duration.ofMillis(50));

    private static final Map<String, CallClass> BY_METHOD = new HashMap<>();

    static {
        put(
                PAGES,
                UserRecommendGrpc.getUserRecommendMethod(),
                RecommendServiceGrpc.getRecommendMethod(),
                RecommendServiceGrpc.getRelatedArticlesMethod(),
                RecommendServiceGrpc.getListTopArticlesMethod());
        put(
                EVENTS,
                FeedbackServiceGrpc.getReportEventsMethod(),
                RecommendServiceGrpc.getExplainExposureMethod(),
                CatalogServiceGrpc.getGetArticlesMethod(),
                ReaderServiceGrpc.getUpdateReaderMethod(),
                ReaderServiceGrpc.getGetReaderMethod(),
                ReaderServiceGrpc.getMergeReadersMethod(),
                ReaderServiceGrpc.getEraseReaderMethod(),
                AdminServiceGrpc.getGetStatusMethod(),
                AdminServiceGrpc.getListRefusalsMethod(),
                AdminServiceGrpc.getGetArticleFunnelMethod(),
                AdminServiceGrpc.getGetQualityMethod());
        put(
                IMPORTS,
                CatalogServiceGrpc.getUpsertArticlesMethod(),
                CatalogServiceGrpc.getDeleteArticlesMethod(),
                CatalogServiceGrpc.getListArticlesMethod());
        put(
                STREAMS,
                FeedbackServiceGrpc.getWatchEventsMethod(),
                ReaderServiceGrpc.getExportReaderMethod(),
                AdminServiceGrpc.getBackupMethod());
    }

    private final double share;
    private final long patienceNanos;

    CallClass(double share, Duration patience) {
        this.share = share;
        this.patienceNanos = patience.toNanos();
    }

    private static void put(CallClass of, MethodDescriptor<?, ?>... methods) {
        Stream.of(methods).forEach(method -> BY_METHOD.put(method.getFullMethodName(), of));
    }

    /** The class of a method's calls. One that is in no row is a probe only if it is one of gRPC's own. */
    public static CallClass of(String fullMethodName) {
        CallClass known = BY_METHOD.get(fullMethodName);
        return known != null ? known : fullMethodName.startsWith("grpc.") ? PROBES : EVENTS;
    }

    /** Whether a method has a row. */
    static boolean knows(String fullMethodName) {
        return BY_METHOD.containsKey(fullMethodName);
    }

    /** Up to what share of the limit calls of this class are taken, those of the others counted as well. */
    double share() {
        return share;
    }

    /** How long its calls may wait for a thread without anybody being late. */
    long patienceNanos() {
        return patienceNanos;
    }

    /** As metrics and refusals name it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
