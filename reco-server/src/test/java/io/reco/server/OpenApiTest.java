package io.reco.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.grpc.MethodDescriptor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code /openapi.json} says what can be called as JSON. */
class OpenApiTest {

    private static final Set<String> TYPES = Set.of("object", "array", "string", "integer", "number", "boolean");

    @TempDir
    Path data;

    private RunningServer server;
    private JsonClient client;
    private JsonObject document;

    @BeforeEach
    void start() throws Exception {
        server = RunningServer.start(data, Clock.systemUTC(), Map.of(Settings.HTTP_PORT, "0"));
        client = new JsonClient(server.httpPort());
        JsonClient.Answer answer = client.send(client.request("/openapi.json"));
        assertThat(answer.header("content-type")).isEqualTo("application/json");
        document = answer.json();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void everyMethodThatAnswersOnceIsInIt() {
        List<String> expected = Contract.services().stream()
                .flatMap(service -> service.getMethods().stream())
                .filter(method -> method.getType() == MethodDescriptor.MethodType.UNARY)
                .map(method -> "/" + method.getFullMethodName())
                .toList();

        assertThat(expected).contains("/UserRecommend/user_recommend", "/reco.v1.RecommendService/Recommend");
        assertThat(document.getAsJsonObject("paths").keySet()).containsExactlyInAnyOrderElementsOf(expected);
        document.getAsJsonObject("paths").entrySet().forEach(path -> {
            JsonObject post = path.getValue().getAsJsonObject().getAsJsonObject("post");
            assertThat(path.getValue().getAsJsonObject().keySet()).containsExactly("post");
            assertThat(post.keySet())
                    .contains("operationId", "tags", "description", "parameters", "requestBody", "responses");
            if (path.getKey().startsWith("/reco.v1.")) {
                assertThat(post.get("description").getAsString())
                        .as(path.getKey())
                        .isNotEmpty();
            }
        });
    }

    @Test
    void itsStructureIsThatOfOpenApi() {
        assertThat(document.get("openapi").getAsString()).isEqualTo("3.1.0");
        assertThat(document.getAsJsonObject("info").keySet()).contains("title", "version");
        Set<String> ids = new HashSet<>();
        document.getAsJsonObject("paths").entrySet().forEach(path -> {
            JsonObject post = path.getValue().getAsJsonObject().getAsJsonObject("post");
            assertThat(ids.add(post.get("operationId").getAsString())).isTrue();
            assertThat(post.getAsJsonObject("responses").keySet()).containsExactly("200", "default");
            assertThat(post.getAsJsonObject("responses").getAsJsonObject("200").has("description"))
                    .isTrue();
        });
        assertThat(document.getAsJsonObject("components")
                        .getAsJsonObject("schemas")
                        .keySet())
                .allMatch(name -> name.matches("[a-zA-Z0-9._-]+"));
        List<String> references = new ArrayList<>();
        walk(document, references);
        assertThat(references).hasSizeGreaterThan(50).allSatisfy(this::requireTarget);
    }

    private void requireTarget(String reference) {
        assertThat(reference).startsWith("#/");
        JsonElement target = document;
        for (String step : reference.substring(2).split("/", -1)) {
            target = target.getAsJsonObject().get(step);
            assertThat(target).as(reference).isNotNull();
        }
    }

    private static void walk(JsonElement element, List<String> references) {
        if (element.isJsonArray()) {
            element.getAsJsonArray().forEach(child -> walk(child, references));
        } else if (element.isJsonObject()) {
            JsonObject object = element.getAsJsonObject();
            object.entrySet().forEach(member -> {
                if (member.getKey().equals("$ref") && member.getValue().isJsonPrimitive()) {
                    references.add(member.getValue().getAsString());
                }
                if (member.getKey().equals("type") && object.has("properties")) {
                    assertThat(TYPES).contains(member.getValue().getAsString());
                }
                walk(member.getValue(), references);
            });
        }
    }

    @Test
    void whatIsAnsweredIsAsItSays() throws Exception {
        server.upsert(1, 20, Instant.now(), "news");
        JsonObject page = client.call(
                        "reco.v1.RecommendService/Recommend",
                        "{\"readerId\": \"7\", \"readMask\": \"*\", \"explain\": true}")
                .json();
        JsonObject refusal = client.call("reco.v1.RecommendService/Recommend", "{\"pageSize\": -1}")
                .json();

        assertThat(page.has("results")).isTrue();
        conforms(page, schema("reco.v1.RecommendResponse"), "page");
        conforms(refusal, schema("connect.Error"), "refusal");
        conforms(
                client.call("reco.v1.AdminService/GetStatus", "{}").json(),
                schema("reco.v1.GetStatusResponse"),
                "status");
    }

    @Test
    void requestsHaveNoFieldsBeyondTheirOwn() throws IOException {
        assertThat(schema("reco.v1.RecommendRequest")
                        .get("additionalProperties")
                        .getAsBoolean())
                .isFalse();
        assertThat(schema("reco.v1.RecommendResponse").has("additionalProperties"))
                .isFalse();
        assertThat(schema("reco.v1.RecommendRequest")
                        .getAsJsonObject("properties")
                        .getAsJsonObject("pageSize")
                        .get("description")
                        .getAsString())
                .isEqualTo("How many articles. 0 means 10; more than 100 counts as 100.");
    }

    private JsonObject schema(String name) {
        return document.getAsJsonObject("components").getAsJsonObject("schemas").getAsJsonObject(name);
    }

    private void conforms(JsonElement value, JsonObject schema, String path) {
        if (schema.has("$ref")) {
            String reference = schema.get("$ref").getAsString();
            conforms(value, schema(reference.substring(reference.lastIndexOf('/') + 1)), path);
            return;
        }
        switch (schema.get("type").getAsString()) {
            case "object" ->
                value.getAsJsonObject().entrySet().forEach(member -> {
                    String child = path + "." + member.getKey();
                    JsonObject properties = schema.getAsJsonObject("properties");
                    if (properties != null) {
                        assertThat(properties.keySet()).as(child).contains(member.getKey());
                        conforms(member.getValue(), properties.getAsJsonObject(member.getKey()), child);
                    } else if (schema.has("additionalProperties")) {
                        conforms(member.getValue(), schema.getAsJsonObject("additionalProperties"), child);
                    }
                });
            case "array" ->
                value.getAsJsonArray().forEach(item -> conforms(item, schema.getAsJsonObject("items"), path + "[]"));
            case "string" ->
                assertThat(value.getAsJsonPrimitive().isString()).as(path).isTrue();
            case "boolean" ->
                assertThat(value.getAsJsonPrimitive().isBoolean()).as(path).isTrue();
            default ->
                assertThat(value.getAsJsonPrimitive().isNumber()).as(path).isTrue();
        }
        if (schema.has("enum")) {
            assertThat(schema.getAsJsonArray("enum")).as(path).contains(value);
        }
    }
}
