package io.reco.server.ops;

import java.util.ArrayList;
import java.util.List;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

import io.reco.server.access.quota.Allowances;

/**
 * What quotas there are, how often each refused, and the lines of the audit log. Labels are names of quotas, methods and
 * outcomes: never those of callers, who may be as many as readers.
 */
public final class GuardMetrics {

    private final Counter lines;

    public GuardMetrics(Allowances allowances, Metrics metrics) {
        PrometheusRegistry registry = metrics.registry();
        lines = Counter.builder()
                .name("reco_audit_lines_total")
                .help("Lines written to the audit log.")
                .labelNames("grpc_method", "outcome")
                .register(registry);
        GaugeWithCallback.builder()
                .name("reco_quota_per_second")
                .help("What each caller of a group may do in a second.")
                .labelNames("quota")
                .callback(gauge ->
                        allowances.limits().forEach((quota, limit) -> gauge.call((double) limit, quota.text())))
                .register(registry);
        List<Metrics.Series> refused = new ArrayList<>();
        allowances
                .limits()
                .forEach((quota, limit) ->
                        refused.add(new Metrics.Series(List.of(quota.text()), () -> allowances.refusedCount(quota))));
        metrics.counters("reco_quota_refused_total", "Calls refused because of a quota.", List.of("quota"), refused);
    }

    /** Counts a line of the audit log. */
    public void audited(String method, String outcome) {
        lines.labelValues(method, outcome).inc();
    }
}
