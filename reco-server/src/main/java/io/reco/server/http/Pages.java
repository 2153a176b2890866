package io.reco.server.http;

import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** What operators and their tools look at. */
final class Pages {

    private static final String METRICS = "/metrics";
    private static final String HEALTH = "/healthz";
    private static final String READY = "/readyz";

    private static final Set<String> PROBES = Set.of(HEALTH, READY);

    private final MetricsPage metrics;
    private final Supplier<Optional<String>> obstacle;
    private final Supplier<Optional<String>> hindrance;
    private final Set<String> paths;

    Pages(MetricsPage metrics, Supplier<Optional<String>> obstacle, Supplier<Optional<String>> hindrance) {
        this.metrics = metrics;
        this.obstacle = obstacle;
        this.hindrance = hindrance;
        paths = metrics.isThere() ? Set.of(METRICS, HEALTH, READY) : PROBES;
    }

    /** Where they are. They are asked for by addresses that only a cluster knows, and hold nothing for web pages. */
    Set<String> paths() {
        return paths;
    }

    /** Those that also answer without TLS where there is TLS. */
    Set<String> probes() {
        return PROBES;
    }

    /** Answers a GET or HEAD of one of them. */
    void handle(String path, Request request, Response response, Callback callback) throws IOException {
        switch (path) {
            case METRICS -> metrics.handle(request, response, callback);
            case READY -> {
                Optional<String> reason = obstacle.get();
                int status = reason.isEmpty() ? HttpStatus.OK_200 : HttpStatus.SERVICE_UNAVAILABLE_503;
                Texts.line(request, response, callback, status, reason.orElseGet(this::ready));
            }
            default -> Texts.line(request, response, callback, HttpStatus.OK_200, "alive");
        }
    }

    /** Pages are served all the same while nothing is written. */
    private String ready() {
        return hindrance
                .get()
                .map(reason -> "ready, but nothing is written: " + reason)
                .orElse("ready");
    }
}
