package io.reco.server.ops;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

/** What {@code /metrics} shows of one server: the JVM, its calls, and whatever the composition root adds. */
public final class Metrics implements AutoCloseable {

    private static final ExpositionFormats FORMATS = ExpositionFormats.init();

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

    /** One of several values under one name: those of its labels, and its own. */
    public record Series(List<String> labels, LongSupplier value) {}

    /** Adds counts that only grow, kept elsewhere, told apart by labels; the name ends in {@code _total}. */
    public void counters(String name, String help, List<String> labels, List<Series> series) {
        CounterWithCallback.builder()
                .name(name)
                .help(help)
                .labelNames(labels.toArray(String[]::new))
                .callback(counter -> series.forEach(one -> counter.call(
                        (double) one.value().getAsLong(), one.labels().toArray(String[]::new))))
                .register(registry);
    }

    /** One of several values under one name, as of now. */
    public record Value(List<String> labels, long value) {}

    /** Adds counts that only grow, kept elsewhere, told apart by labels of which more become known as time goes by. */
    public void labelled(String name, String help, List<String> labels, Supplier<List<Value>> counts) {
        CounterWithCallback.builder()
                .name(name)
                .help(help)
                .labelNames(labels.toArray(String[]::new))
                .callback(counter -> counts.get()
                        .forEach(one ->
                                counter.call((double) one.value(), one.labels().toArray(String[]::new))))
                .register(registry);
    }

    /** Adds values that are asked for whenever somebody looks, told apart by labels of which others are known each time. */
    public void labelledGauges(String name, String help, List<String> labels, Supplier<List<Value>> values) {
        GaugeWithCallback.builder()
                .name(name)
                .help(help)
                .labelNames(labels.toArray(String[]::new))
                .callback(gauge -> values.get()
                        .forEach(one ->
                                gauge.call((double) one.value(), one.labels().toArray(String[]::new))))
                .register(registry);
    }

    /** Adds a sum that only grows, kept elsewhere; the name ends in {@code _total}. */
    public void sum(String name, String help, DoubleSupplier value) {
        CounterWithCallback.builder()
                .name(name)
                .help(help)
                .callback(counter -> counter.call(value.getAsDouble()))
                .register(registry);
    }

    /**
     * Writes everything in the form that is asked for, Prometheus' text by default, and returns its content type.
     *
     * @param accept the header {@code Accept}
     */
    public String write(String accept, OutputStream out) throws IOException {
        ExpositionFormatWriter writer = FORMATS.findWriter(accept);
        writer.write(out, registry.scrape());
        return writer.getContentType();
    }

    /** Adds values that are asked for whenever somebody looks, told apart by labels. */
    public void gauges(String name, String help, List<String> labels, List<Series> series) {
        GaugeWithCallback.builder()
                .name(name)
                .help(help)
                .labelNames(labels.toArray(String[]::new))
                .callback(gauge -> series.forEach(one -> gauge.call(
                        (double) one.value().getAsLong(), one.labels().toArray(String[]::new))))
                .register(registry);
    }

    /** Forgets all, for the library that knows the JVM's metrics keeps every registry it ever met for good. */
    @Override
    public void close() {
        registry.clear();
    }

    /** The registry itself, for series that need labels. */
    public PrometheusRegistry registry() {
        return registry;
    }
}
