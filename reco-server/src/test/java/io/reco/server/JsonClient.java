package io.reco.server;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Locale;
import java.util.Objects;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import io.grpc.MethodDescriptor;
import io.grpc.Status;

/** Calls the HTTP port as a web page or a script would. */
final class JsonClient {

    private final HttpClient http = HttpClient.newHttpClient();
    private final int port;

    JsonClient(int port) {
        this.port = port;
    }

    /** What came back. */
    record Answer(HttpResponse<String> response) {

        int status() {
            return response.statusCode();
        }

        JsonObject json() {
            return JsonParser.parseString(response.body()).getAsJsonObject();
        }

        String text(String field) {
            return json().get(field).getAsString();
        }

        String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }

        /** As gRPC would have said it. */
        Status.Code code() {
            if (status() == 200) {
                return Status.Code.OK;
            }
            String code = text("code").toUpperCase(Locale.ROOT);
            return code.equals("CANCELED") ? Status.Code.CANCELLED : Status.Code.valueOf(code);
        }

        /** The detail of this type, for eyes. */
        JsonObject detail(String type) {
            for (JsonElement detail : json().getAsJsonArray("details")) {
                if (detail.getAsJsonObject().get("type").getAsString().equals(type)) {
                    return detail.getAsJsonObject().getAsJsonObject("debug");
                }
            }
            throw new AssertionError("no " + type + " in " + json());
        }
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
    }

    Answer send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return new Answer(http.send(request.build(), HttpResponse.BodyHandlers.ofString()));
    }

    Answer call(String method, String json, String... headers) throws IOException, InterruptedException {
        return call(method, HttpRequest.BodyPublishers.ofString(json), headers);
    }

    Answer call(String method, HttpRequest.BodyPublisher body, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request =
                request("/" + method).header("Content-Type", "application/json").POST(body);
        return send(headers.length == 0 ? request : request.headers(headers));
    }

    /** A message as protobuf's own printer writes it. */
    static String json(Message message) {
        try {
            return JsonFormat.printer().print(message);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalArgumentException(e);
        }
    }

    static Descriptor requestType(MethodDescriptor<?, ?> method) {
        return prototype(method.getRequestMarshaller()).getDescriptorForType();
    }

    static Message prototype(MethodDescriptor.Marshaller<?> marshaller) {
        Object prototype = ((MethodDescriptor.PrototypeMarshaller<?>) marshaller).getMessagePrototype();
        return (Message) Objects.requireNonNull(prototype);
    }
}
