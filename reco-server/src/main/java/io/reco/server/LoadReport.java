package io.reco.server;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import io.reco.server.grpc.guard.load.CallClass;
import io.reco.server.grpc.guard.load.Load;
import io.reco.server.grpc.guard.load.bound.LoadLimits;
import io.reco.server.ops.LoadMetrics;
import io.reco.server.ops.Metrics;

/** What a server has taken on and what it refused, as metrics. */
final class LoadReport {

    private LoadReport() {}

    /** Nothing yet, within the limits of this process; what comes is shown. */
    static Load measured(Duration deadlineMax, Metrics metrics) {
        LoadMetrics waits =
                new LoadMetrics(metrics, limited().map(CallClass::label).toList());
        Load load = new Load(
                LoadLimits.ofThisProcess(), deadlineMax, (callClass, nanos) -> waits.waited(callClass.label(), nanos));
        add(load, metrics);
        return load;
    }

    private static Stream<CallClass> limited() {
        return Stream.of(CallClass.values()).filter(callClass -> callClass != CallClass.PROBES);
    }

    private static void add(Load load, Metrics metrics) {
        metrics.gauge("reco_calls_limit", "Calls that may be under way, as of now.", load::limit);
        metrics.gauge("reco_calls_waiting", "Steps of calls that wait for a thread.", load::waiting);
        metrics.gauge(
                "reco_request_bytes",
                "Bytes of requests that are received, wait or are worked on, large ones up to 256 KiB.",
                load::requestBytes);
        metrics.gauge("reco_requests_large", "Requests above 256 KiB among them.", load::largeRequests);
        metrics.gauge(
                "reco_answer_bytes", "Bytes of answers that their callers have not taken yet.", load::answerBytes);
        metrics.gauges(
                "reco_calls_taken",
                "Calls under way that count for the limit.",
                List.of("class"),
                limited()
                        .map(callClass ->
                                new Metrics.Series(List.of(callClass.label()), () -> load.inFlight(callClass)))
                        .toList());
        List<Metrics.Series> refused = new ArrayList<>();
        Stream.of(CallClass.values())
                .forEach(callClass -> Stream.of(Load.Reason.values())
                        .forEach(reason -> refused.add(new Metrics.Series(
                                List.of(callClass.label(), reason.label()), () -> load.refusals(callClass, reason)))));
        metrics.counters(
                "reco_calls_refused_total",
                "Calls refused because the server had taken on enough.",
                List.of("class", "reason"),
                refused);
    }
}
