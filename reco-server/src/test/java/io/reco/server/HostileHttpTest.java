package io.reco.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

import io.grpc.MethodDescriptor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.reco.server.http.RawHttp;

/** Bytes that make no sense, requests that never end, and what becomes of the server meanwhile. */
class HostileHttpTest {

    private static final Logger log = LoggerFactory.getLogger(HostileHttpTest.class);
    private static final long SEED = 20_261_127;
    private static final int REQUESTS = 200;
    private static final byte[] ODD = "{}[]\",:0-9e\\x\u0000\u00ff".getBytes(StandardCharsets.ISO_8859_1);
    private static final String RECOMMEND = "reco.v1.RecommendService/Recommend";
    private static final String HEAD =
            "POST /" + RECOMMEND + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: ";

    @TempDir
    Path data;

    private RunningServer server;
    private JsonClient client;
    private Random random;

    @BeforeEach
    void start() throws IOException {
        // Shorter than a request may be on its way, so that what ends a call that is not all there is its deadline.
        server = RunningServer.start(
                data, Clock.systemUTC(), Map.of(Settings.HTTP_PORT, "0", Settings.DEADLINE_MAX, "10s"));
        client = new JsonClient(server.httpPort());
        random = new Random(SEED);
        server.upsert(1, 50, Instant.now(), "news");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void everyMethodSaysWhatIsWrongWithBytesThatAreNoRequest() throws Exception {
        OddMessages odd = new OddMessages(random);
        for (MethodDescriptor<?, ?> method : unary()) {
            Map<Integer, Integer> statuses = new TreeMap<>();
            for (int i = 0; i < REQUESTS; i++) {
                byte[] body = switch (i % 4) {
                    case 0 -> odd.bytes();
                    case 1 -> odd.damaged(JsonClient.requestType(method));
                    default -> damaged(json(odd, method));
                };
                JsonClient.Answer answer =
                        client.call(method.getFullMethodName(), HttpRequest.BodyPublishers.ofByteArray(body));
                statuses.merge(answer.status(), 1, Integer::sum);
                if (answer.status() == 400 && answer.text("code").equals("invalid_argument")) {
                    assertThat(answer.text("message")).matches("(?s).+: .* \\(expected: .+\\).*");
                }
            }
            log.info("method={} statuses={}", method.getFullMethodName(), statuses);
            assertThat(statuses.keySet())
                    .as("%s: %s", method.getFullMethodName(), statuses)
                    .contains(400);
            assertThat(statuses.keySet())
                    .as("%s: %s", method.getFullMethodName(), statuses)
                    .isSubsetOf(200, 400, 404, 409, 429);
        }
    }

    private static List<? extends MethodDescriptor<?, ?>> unary() {
        return Contract.services().stream()
                .flatMap(service -> service.getMethods().stream())
                .filter(method -> method.getType() == MethodDescriptor.MethodType.UNARY)
                .toList();
    }

    private static String json(OddMessages odd, MethodDescriptor<?, ?> method) {
        try {
            return JsonClient.json(odd.message(JsonClient.requestType(method)));
        } catch (IllegalArgumentException beyondJson) {
            return "{\"readerId\": null, \"x\": [[{\"y\": 1e999}]]}";
        }
    }

    /** The text with one character other than it was, or without its end. */
    private byte[] damaged(String json) {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        bytes[random.nextInt(bytes.length)] = ODD[random.nextInt(ODD.length)];
        return random.nextBoolean() ? bytes : java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length));
    }

    @Test
    void deepJsonIsRefused() throws Exception {
        Map<String, String> deep = new HashMap<>();
        deep.put("arrays", "{\"x\": " + "[".repeat(100_000) + "]".repeat(100_000) + "}");
        deep.put("objects", "{\"x\":".repeat(100_000) + "1" + "}".repeat(100_000));
        deep.put("unended", "[".repeat(1_000_000));
        for (Map.Entry<String, String> one : deep.entrySet()) {
            assertThat(client.call(RECOMMEND, one.getValue()).text("code"))
                    .as(one.getKey())
                    .isEqualTo("invalid_argument");
        }
    }

    @Test
    void twoHundredSlowCallersLeaveTheRestAlone() throws Exception {
        List<RawHttp> slow = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            slow.add(new RawHttp(server.httpPort()).send("GET /healthz HTTP/1.1\r\nHo"));
            slow.add(new RawHttp(server.httpPort()).send(HEAD + "100\r\n\r\n{"));
        }
        for (int i = 0; i < 5; i++) {
            for (RawHttp one : slow) {
                one.send(" ");
            }
            HttpRequest.Builder health = client.request("/healthz").timeout(Duration.ofSeconds(30));
            assertThat(client.send(health).status()).isEqualTo(200);
            assertThat(client.call(RECOMMEND, "{\"readerId\": \"7\"}").status()).isEqualTo(200);
        }
        for (RawHttp one : slow) {
            one.close();
        }
    }

    @Test
    void ofMoreConnectionsThanThereMayBeTheOneThatWaitsLongestGoes() throws Exception {
        List<RawHttp> idle = new ArrayList<>();
        for (int i = 0; i < 1_100; i++) {
            idle.add(new RawHttp(server.httpPort()));
        }

        assertThat(client.send(client.request("/healthz")).status()).isEqualTo(200);
        assertThat(idle.get(0).readAll()).isEmpty();
        for (RawHttp one : idle) {
            one.close();
        }
    }

    @Test
    void aHalfSentCallDoesNotHoldTheEnd() throws Exception {
        try (RawHttp half = new RawHttp(server.httpPort());
                RawHttp header = new RawHttp(server.httpPort())) {
            half.send(HEAD + "100\r\n\r\n{");
            header.send("POST /");
            assertThat(client.call(RECOMMEND, "{\"readerId\": \"7\"}").status()).isEqualTo(200);

            long begin = System.nanoTime();
            server.stop();

            assertThat(Duration.ofNanos(System.nanoTime() - begin))
                    .as("below the grace of 30 s, which it would last otherwise")
                    .isLessThan(Duration.ofSeconds(20));
        }
    }

    @Test
    void aBodyThatDoesNotComeEndsItsCall() throws Exception {
        try (RawHttp half = new RawHttp(server.httpPort())) {
            half.send(HEAD + "100\r\n\r\n{");

            assertThat(half.readAll()).startsWith("HTTP/1.1 504 ").contains("deadline_exceeded");
        }
        try (RawHttp given = new RawHttp(server.httpPort())) {
            given.send(HEAD + "100\r\nConnect-Timeout-Ms: 50\r\n\r\n{");

            assertThat(given.readAll()).startsWith("HTTP/1.1 504 ").contains("the time that the caller gave is over");
        }
    }
}
