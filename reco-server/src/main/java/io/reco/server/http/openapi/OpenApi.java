package io.reco.server.http.openapi;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;

/** Describes methods that are called as JSON, in OpenAPI 3.1. */
public final class OpenApi {

    /** The contract with its comments, which generated classes do not have. */
    private static final String CONTRACT = "/reco-api.binpb";

    private static final String HEAD = "/openapi/head.json";

    private final Comments comments = new Comments();
    private final Schemas schemas = new Schemas(comments);

    private OpenApi() {}

    /**
     * The document.
     *
     * @param services full names of those that are served
     */
    public static byte[] of(Collection<String> services) {
        try {
            return new OpenApi().document(services).toString().getBytes(StandardCharsets.UTF_8);
        } catch (IOException | DescriptorValidationException e) {
            throw new IllegalStateException("the contract's descriptors cannot be read", e);
        }
    }

    private JsonObject document(Collection<String> services) throws IOException, DescriptorValidationException {
        JsonObject document = head();
        JsonArray tags = new JsonArray();
        JsonObject paths = new JsonObject();
        for (FileDescriptor file : contract()) {
            for (ServiceDescriptor service : file.getServices()) {
                if (services.contains(service.getFullName())) {
                    tags.add(tag(service));
                    service.getMethods().stream()
                            .filter(method -> !method.isClientStreaming() && !method.isServerStreaming())
                            .forEach(method -> paths.add(path(method), item(method)));
                }
            }
        }
        document.add("tags", tags);
        document.add("paths", paths);
        JsonObject named = document.getAsJsonObject("components").getAsJsonObject("schemas");
        schemas.all().entrySet().forEach(schema -> named.add(schema.getKey(), schema.getValue()));
        return document;
    }

    /** What does not follow from the contract: how errors look, and which headers there are. */
    private static JsonObject head() throws IOException {
        JsonObject head = JsonParser.parseString(new String(resource(HEAD), StandardCharsets.UTF_8))
                .getAsJsonObject();
        String version = OpenApi.class.getPackage().getImplementationVersion();
        head.getAsJsonObject("info")
                .addProperty("version", Optional.ofNullable(version).orElse("unpackaged"));
        return head;
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream resource = OpenApi.class.getResourceAsStream(name)) {
            if (resource == null) {
                throw new IOException(name + ": none (expected: a resource)");
            }
            return resource.readAllBytes();
        }
    }

    /** Its files, each after those that it names. */
    private static List<FileDescriptor> contract() throws IOException, DescriptorValidationException {
        Map<String, FileDescriptor> built = new LinkedHashMap<>();
        for (FileDescriptorProto file :
                FileDescriptorSet.parseFrom(resource(CONTRACT)).getFileList()) {
            List<FileDescriptor> used = new ArrayList<>();
            file.getDependencyList().forEach(name -> used.add(built.get(name)));
            built.put(file.getName(), FileDescriptor.buildFrom(file, used.toArray(FileDescriptor[]::new)));
        }
        return List.copyOf(built.values());
    }

    private JsonObject tag(ServiceDescriptor service) {
        JsonObject tag = new JsonObject();
        tag.addProperty("name", service.getFullName());
        tag.addProperty("description", comments.of(service));
        return tag;
    }

    private static String path(MethodDescriptor method) {
        return "/" + method.getService().getFullName() + "/" + method.getName();
    }

    private JsonObject item(MethodDescriptor method) {
        JsonObject operation = new JsonObject();
        operation.addProperty("operationId", method.getFullName());
        JsonArray tags = new JsonArray();
        tags.add(method.getService().getFullName());
        operation.add("tags", tags);
        operation.addProperty("description", comments.of(method));
        JsonArray parameters = new JsonArray();
        parameters.add(reference("parameters/timeout"));
        if (method.getFullName().equals("UserRecommend.user_recommend")) {
            parameters.add(reference("parameters/idempotency-key"));
        }
        operation.add("parameters", parameters);
        JsonObject body = json(schemas.request(method.getInputType()));
        body.addProperty("required", true);
        operation.add("requestBody", body);
        JsonObject answer = json(schemas.answer(method.getOutputType()));
        answer.addProperty("description", "The answer.");
        JsonObject answers = new JsonObject();
        answers.add("200", answer);
        answers.add("default", reference("responses/error"));
        operation.add("responses", answers);
        JsonObject item = new JsonObject();
        item.add("post", operation);
        return item;
    }

    private static JsonObject reference(String component) {
        JsonObject reference = new JsonObject();
        reference.addProperty("$ref", "#/components/" + component);
        return reference;
    }

    private static JsonObject json(JsonObject schema) {
        JsonObject media = new JsonObject();
        media.add("schema", schema);
        JsonObject types = new JsonObject();
        types.add("application/json", media);
        JsonObject content = new JsonObject();
        content.add("content", types);
        return content;
    }
}
