package io.reco.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.rpc.BadRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.reco.server.http.RawHttp;

/** What is promised of calls as JSON. */
class JsonCallsTest {

    private static final String RECOMMEND = "reco.v1.RecommendService/Recommend";
    private static final String USER_RECOMMEND = "UserRecommend/user_recommend";

    @TempDir
    Path data;

    private RunningServer server;
    private JsonClient client;

    @BeforeEach
    void start() throws IOException {
        server = RunningServer.start(
                data,
                Clock.systemUTC(),
                Map.of(Settings.HTTP_PORT, "0", Settings.CORS_ORIGINS, "https://www.example:8443"));
        client = new JsonClient(server.httpPort());
        server.upsert(1, 20, Instant.now(), "news");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aPageComesAsJson() throws Exception {
        JsonClient.Answer page = client.call(RECOMMEND, "{\"readerId\": \"7\", \"pageSize\": 4}");

        assertThat(page.status()).isEqualTo(200);
        assertThat(page.header("content-type")).isEqualTo("application/json");
        assertThat(page.json().getAsJsonArray("results")).hasSize(4);
        assertThat(page.text("exposureToken")).isNotEmpty();
    }

    @Test
    void theOriginalContractIsThereToo() throws Exception {
        JsonClient.Answer page = client.call(USER_RECOMMEND, "{\"user_id\": 7, \"article_num\": 3}");

        assertThat(page.json().getAsJsonArray("recommends")).hasSize(3);
        assertThat(page.text("timeStamp")).as("64 bits travel as text").matches("\\d{13}");
    }

    @Test
    void aSecondCallWithTheSameIdempotencyKeyGetsTheSamePage() throws Exception {
        String request = "{\"userId\": 7}";

        String first =
                client.call(USER_RECOMMEND, request, "Idempotency-Key", "once").text("exposure");

        assertThat(client.call(USER_RECOMMEND, request, "Idempotency-Key", "once")
                        .text("exposure"))
                .isEqualTo(first);
        assertThat(client.call(USER_RECOMMEND, request).text("exposure")).isNotEqualTo(first);
    }

    @Test
    void aRefusalSaysWhatIsWrongForPeopleAndForPrograms() throws Exception {
        JsonClient.Answer refused = client.call(RECOMMEND, "{\"pageSize\": -1}");

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.text("code")).isEqualTo("invalid_argument");
        assertThat(refused.text("message")).startsWith("pageSize: -1 (expected: ");
        JsonArray details = refused.json().getAsJsonArray("details");
        JsonObject first = details.get(0).getAsJsonObject();
        assertThat(first.get("type").getAsString()).isEqualTo("google.rpc.BadRequest");
        BadRequest detail = BadRequest.parseFrom(
                Base64.getDecoder().decode(first.get("value").getAsString()));
        assertThat(detail.getFieldViolations(0).getField()).isEqualTo("pageSize");
        assertThat(refused.detail("google.rpc.ErrorInfo").get("reason").getAsString())
                .isEqualTo("INVALID_FIELDS");
    }

    @Test
    void brokenJsonIsToldByItsPlaceAndNothingOfItIsSaidAgain() throws Exception {
        String secret = "reco_" + "5".repeat(64);
        for (String broken : List.of(
                "{\n  \"readerId\": \"" + secret + "\n}",
                "{\n  \"readerId\": " + secret + "}",
                "{\n  \"" + secret + "\" 4}",
                "{\n  \"" + secret + "\": 4; }",
                "{\n  \"readerId\": \"\\x" + secret + "\"}")) {
            JsonClient.Answer refused = client.call(RECOMMEND, broken);

            assertThat(refused.status()).isEqualTo(400);
            assertThat(refused.text("message"))
                    .matches("request: no JSON near line 2, column \\d+: [^()]+"
                            + " \\(expected: a reco\\.v1\\.RecommendRequest in JSON\\)");
            assertThat(refused.response().body()).doesNotContain(secret);
        }
    }

    @Test
    void fieldsAreNamedAsJsonNamesThemAndWhatWasSentStaysAsItWas() throws Exception {
        JsonClient.Answer refused =
                client.call(RECOMMEND, "{\"placement\": \"page_size!\", \"recentArticleIds\": [\"reader_id \"]}");
        JsonClient.Answer some = client.call(
                "reco.v1.FeedbackService/ReportEvents",
                "{\"events\": [{\"event_id\": \"event_id \", \"article_id\": \"0\", \"type\": \"EVENT_TYPE_VIEW\"}]}");

        assertThat(refused.text("message"))
                .contains("placement: page_size! (expected: ", "recentArticleIds[0]: reader_id  (");
        assertThat(refused.detail("google.rpc.BadRequest").toString())
                .contains("\"field\":\"recentArticleIds[0]\"", "recentArticleIds[0]: reader_id  (");
        assertThat(some.status()).isEqualTo(200);
        JsonObject refusal = some.json().getAsJsonArray("refusals").get(0).getAsJsonObject();
        assertThat(refusal.get("message").getAsString())
                .contains(
                        "events[0].eventId: event_id  (expected: ",
                        "; events[0].readerId: ",
                        "; events[0].articleId: 0 (");
        assertThat(refusal.getAsJsonArray("violations").toString())
                .contains("\"field\":\"events[0].articleId\"")
                .doesNotContain("events[0].article_id");
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /reco.v1.RecommendService/Recommend, 127.0.0.1, , 405, unimplemented",
        "DELETE, /UserRecommend/user_recommend, 127.0.0.1, , 405, unimplemented",
        "POST, /reco.v1.RecommendService/Nothing, 127.0.0.1, , 404, unimplemented",
        "POST, /openapi.json, 127.0.0.1, , 405, unimplemented",
        "POST, /reco.v1.RecommendService/Recommend, evil.example, , 421, invalid_argument",
        "GET, /reco.v1.RecommendService/Recommend, evil.example, , 421, invalid_argument",
        "POST, /reco.v1.RecommendService/Recommend, 127.0.0.1, https://evil.example, 403, permission_denied",
        "POST, /reco.v1.RecommendService/Recommend, 127.0.0.1, , 415, invalid_argument",
        "POST, /reco.v1.RecommendService/Recommend?much, 127.0.0.1, , 431, resource_exhausted",
        "GET, /nothing, 127.0.0.1, , 404, ",
        "GET, /nothing, evil.example, , 421, ",
        "POST, /healthz, 127.0.0.1, , 405, ",
        "PUT, /openapi.json, 127.0.0.1, , 405, ",
    })
    void whatIsMeantForAMethodIsRefusedInJsonAndTheRestInALine(
            String method, String path, String host, String origin, int status, String code) throws IOException {
        String request = method + " " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n"
                + (origin == null ? "" : "Origin: " + origin + "\r\n")
                + (path.endsWith("?much") ? "X-Much: " + "x".repeat(20_000) + "\r\n" : "")
                + "Content-Length: 0\r\n\r\n";

        String answer;
        try (RawHttp connection = new RawHttp(server.httpPort())) {
            answer = connection.send(request).readAll();
        }

        assertThat(answer).startsWith("HTTP/1.1 " + status + " ");
        String body = answer.substring(answer.indexOf("\r\n\r\n") + 4);
        if (code == null) {
            assertThat(answer).containsIgnoringCase("content-type: text/plain");
            assertThat(body).matches("[^{]+\n");
        } else {
            assertThat(answer).containsIgnoringCase("content-type: application/json");
            JsonObject error = JsonParser.parseString(body).getAsJsonObject();
            assertThat(error.get("code").getAsString()).isEqualTo(code);
            assertThat(error.get("message").getAsString()).isNotEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"readerid\": \"7\"} | \"readerid\": unknown (expected: a field of reco.v1.RecommendRequest)",
                "{\"filter\": {\"topic\": []}} | filter.\"topic\": unknown (expected: a field of reco.v1.",
                "{\"pageSize\": 4, \"page_size\": 5} | pageSize: repeated (expected: each field once)",
                "{\"pageSize\": 4294967303} | pageSize: 4294967303 (expected: an integer of 32 bits)",
                "{\"pageSize\": 1.5} | pageSize: 1.5 (expected: an integer of 32 bits)",
                "{\"pageSize\": true} | pageSize: another kind of value (expected: an integer of 32 bits)",
                "{\"readerId\": 7} | readerId: another kind of value (expected: a string)",
                "{\"readerId\": \"\\ud800\"} | readerId: half of a character (expected: whole ones)",
                "{\"pageTime\": \"yesterday\"} | pageTime: yesterday (expected: a time such as 2026-11-27T12:00:00Z)",
                "{\"explain\": \"yes\"} | explain: another kind of value (expected: true or false)",
                "[] | request: another kind of value (expected: an object)",
                "'' | request: no JSON near line 1, column 1: end of input (expected: a reco.v1.RecommendRequest in JSON)",
                "{} {} | request: no JSON near line 1, column 5: what may not stand there (expected: a reco.v1.RecommendRequest in JSON)",
                "{pageSize: 4} | request: no JSON near line 1, column 3: what may not stand there (expected: ",
                "{\"pageSize\": 4,} | request: no JSON near line 1, column 17: expected name (expected: ",
                "{\"pageSize\": 04} | request: no JSON near line 1, column 14: what may not stand there (expected: ",
            })
    void whatIsNoRequestIsNamed(String json, String message) throws Exception {
        JsonClient.Answer refused = client.call(RECOMMEND, json);

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.text("code")).isEqualTo("invalid_argument");
        assertThat(refused.text("message")).startsWith(message);
    }

    @Test
    void bytesThatAreNoUtf8AreRefused() throws Exception {
        byte[] bytes = "{\"readerId\": \"é\"}".getBytes(StandardCharsets.ISO_8859_1);

        assertThat(client.call(RECOMMEND, HttpRequest.BodyPublishers.ofByteArray(bytes))
                        .text("message"))
                .startsWith("request: no UTF-8 (expected: ");
    }

    @Test
    void aNumberOfAMillionDigitsIsNotMultipliedOut() throws Exception {
        String digits = "9".repeat(1_000_000);

        for (String json : new String[] {"{\"pageSize\": " + digits + "}", "{\"pageSize\": \"" + digits + "\"}"}) {
            assertThat(client.call(RECOMMEND, json, "Connect-Timeout-Ms", "60000")
                            .text("code"))
                    .isEqualTo("invalid_argument");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "", "application/grpc"
            })
    void onlyJsonIsTaken(String type) throws Exception {
        HttpRequest.Builder request =
                client.request("/" + RECOMMEND).POST(HttpRequest.BodyPublishers.ofString("{\"readerId\": \"7\"}"));

        JsonClient.Answer refused = client.send(type.isEmpty() ? request : request.header("Content-Type", type));

        assertThat(refused.status()).isEqualTo(415);
        assertThat(refused.text("message")).startsWith("content-type: ").endsWith("(expected: application/json)");
    }

    @Test
    void aWebPageOfAnotherOriginIsRefusedWhateverItSends() throws Exception {
        for (String type : new String[] {"text/plain", "application/json"}) {
            HttpRequest.Builder request = client.request("/" + RECOMMEND)
                    .header("Content-Type", type)
                    .header("Origin", "https://evil.example")
                    .POST(HttpRequest.BodyPublishers.ofString("{\"readerId\": \"7\"}"));

            assertThat(client.send(request).status()).isEqualTo(403);
        }
        HttpRequest.Builder preflight = client.request("/" + RECOMMEND)
                .header("Origin", "https://evil.example")
                .header("Access-Control-Request-Method", "POST")
                .method("OPTIONS", HttpRequest.BodyPublishers.noBody());
        assertThat(client.send(preflight).status()).isEqualTo(403);
    }

    @Test
    void aWebPageThatMayCallIsToldWhatItMaySend() throws Exception {
        HttpRequest.Builder preflight = client.request("/" + RECOMMEND)
                .header("Origin", "https://www.example:8443")
                .header("Access-Control-Request-Method", "POST")
                .method("OPTIONS", HttpRequest.BodyPublishers.noBody());
        JsonClient.Answer told = client.send(preflight);

        assertThat(told.status()).isEqualTo(204);
        assertThat(told.header("access-control-allow-origin")).isEqualTo("https://www.example:8443");
        assertThat(told.header("access-control-allow-methods")).isEqualTo("POST");
        assertThat(told.header("access-control-allow-headers")).contains("content-type", "authorization");

        JsonClient.Answer page = client.call(RECOMMEND, "{\"readerId\": \"7\"}", "Origin", "https://www.example:8443");
        assertThat(page.status()).isEqualTo(200);
        assertThat(page.header("access-control-allow-origin")).isEqualTo("https://www.example:8443");
    }

    @Test
    void streamsAreForGrpc() throws Exception {
        JsonClient.Answer refused = client.call("reco.v1.FeedbackService/WatchEvents", "{}");

        assertThat(refused.status()).isEqualTo(501);
        assertThat(refused.text("code")).isEqualTo("unimplemented");
        assertThat(refused.text("message")).contains("a stream", "gRPC");
    }

    @Test
    void whatIsNotThereIsNotFoundAndOtherVerbsAreNotAllowed() throws Exception {
        assertThat(client.call("reco.v1.RecommendService/Drop", "{}").status()).isEqualTo(404);
        assertThat(client.call("grpc.health.v1.Health/Check", "{}").status()).isEqualTo(404);
        assertThat(client.call(RECOMMEND + "/", "{}").status()).isEqualTo(404);
        JsonClient.Answer get = client.send(client.request("/" + RECOMMEND));
        assertThat(get.status()).isEqualTo(405);
        assertThat(get.header("allow")).isEqualTo("POST");
    }

    @ParameterizedTest
    @CsvSource({
        "Connect-Timeout-Ms, 0, 400",
        "Connect-Timeout-Ms, -1, 400",
        "Connect-Timeout-Ms, 1s, 400",
        "Connect-Timeout-Ms, 99999999999, 400",
        "Connect-Timeout-Ms, 9999999999, 200",
        "Connect-Protocol-Version, 2, 400",
        "Connect-Protocol-Version, 1, 200",
        "Content-Encoding, gzip, 501",
        "Content-Encoding, identity, 200",
        "X-Odd-Bin, ?, 400",
        "X-Odd-Bin, AAA, 200",
    })
    void headersOfConnectAreUnderstood(String name, String value, int status) throws Exception {
        assertThat(client.call(RECOMMEND, "{\"readerId\": \"7\"}", name, value).status())
                .isEqualTo(status);
    }

    @Test
    void aRequestAboveTheLimitIsRefusedAsSuch() throws Exception {
        String large = "{\"readerId\": \"" + "7".repeat(4 << 20) + "\"}";

        JsonClient.Answer refused = client.call(RECOMMEND, large);
        JsonClient.Answer chunked = client.call(
                RECOMMEND, HttpRequest.BodyPublishers.fromPublisher(HttpRequest.BodyPublishers.ofString(large)));

        assertThat(refused.status()).isEqualTo(413);
        assertThat(refused.text("code")).isEqualTo("resource_exhausted");
        assertThat(chunked.status()).isEqualTo(413);
        assertThat(client.call(RECOMMEND, "{\"readerId\": \"" + "7".repeat((4 << 20) - 100) + "\"}")
                        .text("message"))
                .startsWith("readerId: ");
    }

    @Test
    void tooMuchMetadataIsRefusedAsByGrpc() throws Exception {
        JsonClient.Answer refused = client.call(RECOMMEND, "{}", "X-Much", "x".repeat(9_000));

        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.detail("google.rpc.ErrorInfo").get("reason").getAsString())
                .isEqualTo("METADATA_TOO_LARGE");
    }

    @Test
    void callsAreCountedByTransport() throws Exception {
        assertThat(client.call(RECOMMEND, "{\"readerId\": \"7\"}").status()).isEqualTo(200);
        assertThat(client.call("reco.v1.Made/Up", "{}").status()).isEqualTo(404);

        String metrics = client.send(client.request("/metrics")).response().body();

        assertThat(metrics)
                .contains(
                        "grpc_server_call_started_total{grpc_method=\"" + RECOMMEND + "\",transport=\"http\"} 1.0\n",
                        "grpc_server_call_duration_seconds_count{grpc_method=\"" + RECOMMEND
                                + "\",grpc_status=\"OK\",transport=\"http\"} 1\n",
                        "grpc_server_call_started_total{grpc_method=\"other\",transport=\"http\"} 1.0\n",
                        "reco_calls_in_flight 0.0\n")
                .doesNotContain("Made");
    }

    @Test
    void placementsThatCallersMakeUpCannotMakeMetricsWithoutEnd() throws Exception {
        for (int i = 0; i < 40; i++) {
            assertThat(client.call(RECOMMEND, "{\"readerId\": \"7\", \"placement\": \"p" + i + "\"}")
                            .status())
                    .isEqualTo(200);
        }

        List<String> series = client.send(client.request("/metrics"))
                .response()
                .body()
                .lines()
                .filter(line -> line.startsWith("reco_placement_pages_total{"))
                .toList();

        assertThat(series)
                .hasSize(21)
                .contains(
                        "reco_placement_pages_total{placement=\"p0\"} 1.0",
                        "reco_placement_pages_total{placement=\"p19\"} 1.0",
                        "reco_placement_pages_total{placement=\"other\"} 20.0");
    }
}
