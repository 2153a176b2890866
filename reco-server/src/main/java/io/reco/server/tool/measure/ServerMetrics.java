package io.reco.server.tool.measure;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** What a server's {@code /metrics} says: the one place where a client sees how far the server has learned. */
final class ServerMetrics {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final URI page;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(PATIENCE).build();

    /** @throws IllegalArgumentException when this is no host and port */
    ServerMetrics(String hostAndPort) {
        page = URI.create("http://" + hostAndPort + "/metrics");
    }

    /** Several series without labels at one moment. */
    double[] values(String... names) throws IOException {
        String text = text();
        double[] values = new double[names.length];
        for (int i = 0; i < names.length; i++) {
            String start = names[i] + " ";
            String line = text.lines()
                    .filter(some -> some.startsWith(start))
                    .findFirst()
                    .orElseThrow(() ->
                            new IOException(page + ": no " + start.strip() + " (expected: a server of this version)"));
            values[i] = Double.parseDouble(line.substring(start.length()));
        }
        return values;
    }

    private String text() throws IOException {
        HttpRequest request = HttpRequest.newBuilder(page).timeout(PATIENCE).build();
        try {
            HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new IOException(page + ": status " + answer.statusCode() + " (expected: 200)");
            }
            return answer.body();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } catch (IOException e) {
            throw new IOException(page + ": " + e + " (expected: the server's HTTP port; --metrics names it)", e);
        }
    }
}
