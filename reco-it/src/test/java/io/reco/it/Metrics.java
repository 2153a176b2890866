package io.reco.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** What {@code /metrics} of a server said at one moment. */
record Metrics(String text) {

    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

    static Metrics of(TestServer server) {
        return of(server.http());
    }

    static Metrics of(URI http) {
        HttpRequest request = HttpRequest.newBuilder(http.resolve("/metrics"))
                .timeout(Duration.ofSeconds(5))
                .build();
        try {
            return new Metrics(
                    HTTP.send(request, HttpResponse.BodyHandlers.ofString()).body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while reading " + request.uri(), e);
        }
    }

    /** The value of a series, named with its labels; 0 when it is not there (yet). */
    double value(String series) {
        return text.lines()
                .filter(line -> line.startsWith(series + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(series.length() + 1)))
                .findFirst()
                .orElse(0);
    }

    /** How many calls ended with anything but OK; watching health ends no other way, for example with its connection. */
    double failedCalls() {
        return text.lines()
                .filter(line -> line.startsWith("grpc_server_call_duration_seconds_count{"))
                .filter(line -> !line.contains("grpc_status=\"OK\""))
                .filter(line -> !line.contains("grpc.health.v1.Health/Watch"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }
}
