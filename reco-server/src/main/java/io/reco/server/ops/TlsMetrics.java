package io.reco.server.ops;

import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

import io.reco.server.tls.Tls;

/** How long certificates last, and what became of new ones. */
public final class TlsMetrics {

    private TlsMetrics() {}

    /** Adds them; there are none without TLS. */
    public static void add(Tls tls, PrometheusRegistry registry) {
        GaugeWithCallback.builder()
                .name("reco_tls_certificate_expiration_timestamp_seconds")
                .help("When the first certificate of a file ends, in seconds since 1970.")
                .labelNames("file")
                .callback(gauge -> {
                    gauge.call((double) tls.end().getEpochSecond(), "tls-cert");
                    tls.clientAuthoritiesEnd()
                            .ifPresent(end -> gauge.call((double) end.getEpochSecond(), "tls-client-ca"));
                })
                .register(registry);
        CounterWithCallback.builder()
                .name("reco_tls_reloads_total")
                .help("How often the files of TLS changed and were taken, or were no good so that the old ones hold.")
                .labelNames("outcome")
                .callback(counter -> {
                    counter.call((double) tls.reloads(), "taken");
                    counter.call((double) tls.refusals(), "refused");
                })
                .register(registry);
    }
}
