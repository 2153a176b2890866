package io.reco.server.ops;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.prometheus.metrics.exporter.httpserver.MetricsHandler;

import io.reco.server.threads.Threads;

/**
 * The HTTP port: {@code /metrics} in Prometheus' text form, {@code /healthz} (the process answers) and {@code /readyz} (it
 * serves; otherwise 503 and the reason).
 */
public final class OpsServer implements AutoCloseable {

    private final HttpServer http;
    private final ExecutorService threads;

    private OpsServer(HttpServer http, ExecutorService threads) {
        this.http = http;
        this.threads = threads;
    }

    /**
     * Opens the port.
     *
     * @param address port 0 takes a free one
     * @param obstacle why the server does not serve now; empty while it does
     */
    public static OpsServer start(InetSocketAddress address, Metrics metrics, Supplier<Optional<String>> obstacle)
            throws IOException {
        HttpServer http = HttpServer.create(address, 0);
        // Two, so that a slow scrape does not hold up a probe.
        ExecutorService threads = Executors.newFixedThreadPool(2, Threads.daemons("http"));
        http.setExecutor(threads);
        MetricsHandler scrape = new MetricsHandler(metrics.registry());
        http.createContext("/", exchange -> answer(exchange, 404, "/metrics /healthz /readyz"));
        http.createContext("/metrics", exchange -> {
            if (asks(exchange, "/metrics")) {
                scrape.handle(exchange);
            }
        });
        http.createContext("/healthz", exchange -> {
            if (asks(exchange, "/healthz")) {
                answer(exchange, 200, "alive");
            }
        });
        http.createContext("/readyz", exchange -> {
            if (asks(exchange, "/readyz")) {
                Optional<String> reason = obstacle.get();
                answer(exchange, reason.isEmpty() ? 200 : 503, reason.orElse("ready"));
            }
        });
        http.start();
        return new OpsServer(http, threads);
    }

    /** The port that was opened. */
    public int port() {
        return http.getAddress().getPort();
    }

    @Override
    public void close() {
        http.stop(0);
        threads.shutdownNow();
    }

    /** Whether this is a GET or HEAD of exactly that path (a context also gets what begins with it); refuses it if not. */
    private static boolean asks(HttpExchange exchange, String path) throws IOException {
        String method = exchange.getRequestMethod();
        if (!exchange.getRequestURI().getPath().equals(path)) {
            answer(exchange, 404, "/metrics /healthz /readyz");
            return false;
        }
        if (!method.equals("GET") && !method.equals("HEAD")) {
            exchange.getResponseHeaders().set("Allow", "GET, HEAD");
            answer(exchange, 405, "GET, HEAD");
            return false;
        }
        return true;
    }

    private static void answer(HttpExchange exchange, int status, String text) throws IOException {
        try (exchange) {
            byte[] body = (text + "\n").getBytes(StandardCharsets.UTF_8);
            boolean head = exchange.getRequestMethod().equals("HEAD");
            exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
            exchange.sendResponseHeaders(status, head ? -1 : body.length);
            if (!head) {
                exchange.getResponseBody().write(body);
            }
        }
    }
}
