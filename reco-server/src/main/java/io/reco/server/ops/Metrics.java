package io.reco.server.ops;

import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

/** What {@code /metrics} shows of one server: the JVM, its calls, and whatever the composition root adds. */
public final class Metrics {

    private final PrometheusRegistry registry = new PrometheusRegistry();

    /** With the metrics of the JVM. */
    public Metrics() {
        JvmMetrics.builder().register(registry);
    }

    /** Adds a value that is asked for whenever somebody looks; NaN says that it is unknown. */
    public void gauge(String name, String help, DoubleSupplier value) {
        GaugeWithCallback.builder()
                .name(name)
                .help(help)
                .callback(gauge -> gauge.call(value.getAsDouble()))
                .register(registry);
    }

    /** Adds a count that only grows, kept elsewhere; the name ends in {@code _total}. */
    public void counter(String name, String help, LongSupplier value) {
        CounterWithCallback.builder()
                .name(name)
                .help(help)
                .callback(counter -> counter.call((double) value.getAsLong()))
                .register(registry);
    }

    /** The registry itself, for series that need labels. */
    public PrometheusRegistry registry() {
        return registry;
    }
}
