package io.reco.server.ops;

import java.util.Map;
import java.util.function.Supplier;

import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

/** Who was not let in, and why. */
public final class AccessMetrics {

    private AccessMetrics() {}

    /**
     * Adds them; there are none where nobody is asked who they are.
     *
     * @param denials how many calls were not let in, by reason
     */
    public static void add(Supplier<Map<String, Long>> denials, PrometheusRegistry registry) {
        CounterWithCallback.builder()
                .name("reco_denials_total")
                .help("Calls that were not let in.")
                .labelNames("reason")
                .callback(counter -> denials.get().forEach((reason, count) -> counter.call(count, reason)))
                .register(registry);
    }
}
