package io.reco.server.trace;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.grpc.ServerInterceptor;

/**
 * Where spans of calls go to.
 *
 * @param interceptor makes them, of the calls that it sees
 * @param closing sends those that wait, for some seconds at most
 */
public record Tracing(ServerInterceptor interceptor, Runnable closing) {

    /** The variables one of which asks for spans, as OpenTelemetry names them. */
    private static final List<String> ENDPOINTS =
            List.of("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT");

    /**
     * As these variables say; empty when none of them names an endpoint.
     *
     * @param version of this server
     * @throws IOException naming what is wrong with one of them
     */
    public static Optional<Tracing> open(Map<String, String> variables, String version) throws IOException {
        boolean asked = ENDPOINTS.stream()
                .anyMatch(name -> !variables.getOrDefault(name, "").isBlank());
        return asked ? Optional.of(Exporter.open(variables, version)) : Optional.empty();
    }
}
