package io.reco.server.trace;

import java.io.IOException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigurationException;

/** OpenTelemetry's own way from its variables to something that sends spans. */
final class Exporter {

    private static final int CLOSING_MAX_S = 5;

    private Exporter() {}

    static Tracing open(Map<String, String> variables, String version) throws IOException {
        try {
            OpenTelemetrySdk sdk = AutoConfiguredOpenTelemetrySdk.builder()
                    .addPropertiesSupplier(() -> defaults(version))
                    .addPropertiesCustomizer(before -> properties(variables))
                    .disableShutdownHook()
                    .build()
                    .getOpenTelemetrySdk();
            return new Tracing(new TracedCalls(sdk), () -> sdk.shutdown().join(CLOSING_MAX_S, TimeUnit.SECONDS));
        } catch (ConfigurationException e) {
            throw new IOException("OpenTelemetry: " + e.getMessage(), e);
        }
    }

    /** Spans alone: metrics are scraped, and the log is a file. */
    private static Map<String, String> defaults(String version) {
        return Map.of(
                "otel.service.name", "reco",
                "otel.resource.attributes", "service.version=" + version,
                "otel.metrics.exporter", "none",
                "otel.logs.exporter", "none");
    }

    private static Map<String, String> properties(Map<String, String> variables) {
        Map<String, String> properties = new HashMap<>();
        variables.forEach(
                (name, value) -> properties.put(name.toLowerCase(Locale.ROOT).replace('_', '.'), value));
        return properties;
    }
}
