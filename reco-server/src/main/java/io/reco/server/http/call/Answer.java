package io.reco.server.http.call;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.TypeRegistry;
import com.google.protobuf.util.JsonFormat;
import com.google.rpc.ErrorDetailsProto;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.jspecify.annotations.Nullable;

import io.reco.server.http.json.FieldNames;

/**
 * What is sent back, as Connect writes it ("Unary-Response", "Error Codes").
 *
 * @param status of HTTP
 * @param headers beside the body's length
 * @param body JSON
 */
@SuppressWarnings("ArrayRecordComponent") // bytes on their way to a caller
record Answer(int status, HttpFields headers, byte[] body) {

    private static final int CLIENT_CLOSED_REQUEST = 499;
    private static final String TRAILER = "trailer-";
    /** gRPC has it among its trailers, HTTP among its headers. */
    private static final String CHALLENGE = "www-authenticate";

    private static final String PUSHBACK = "grpc-retry-pushback-ms";
    /** In the body already. */
    private static final String DETAILS = "grpc-status-details-bin";

    private static final TypeRegistry TYPES = TypeRegistry.newBuilder()
            .add(ErrorDetailsProto.getDescriptor().getMessageTypes())
            .build();
    private static final JsonFormat.Printer PRINTER =
            JsonFormat.printer().omittingInsignificantWhitespace().usingTypeRegistry(TYPES);

    /** A call's answer. */
    static Answer ok(Message message, Metadata headers, Metadata trailers) {
        HttpFields.Mutable fields = json();
        add(fields, "", headers);
        add(fields, TRAILER, trailers);
        return new Answer(
                HttpStatus.OK_200, fields, print(FieldNames.of(message)).getBytes(StandardCharsets.UTF_8));
    }

    /** How a call failed. */
    static Answer error(Status status, Metadata trailers) {
        return error(httpStatus(status.getCode()), status, trailers);
    }

    /** The same, where HTTP has a status of its own for it. */
    static Answer error(int httpStatus, StatusRuntimeException failure) {
        return error(
                httpStatus, failure.getStatus(), Objects.requireNonNullElseGet(failure.getTrailers(), Metadata::new));
    }

    private static Answer error(int httpStatus, Status status, Metadata trailers) {
        JsonObject error = new JsonObject();
        error.addProperty("code", name(status.getCode()));
        com.google.rpc.Status rich = FieldNames.of(rich(status, trailers));
        error.addProperty("message", rich.getMessage());
        if (rich.getDetailsCount() > 0) {
            JsonArray details = new JsonArray();
            rich.getDetailsList().forEach(detail -> details.add(detail(detail)));
            error.add("details", details);
        }
        HttpFields.Mutable fields = json();
        add(fields, TRAILER, trailers);
        addRetryAfter(fields, trailers);
        return new Answer(httpStatus, fields, error.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static com.google.rpc.Status rich(Status status, Metadata trailers) {
        com.google.rpc.@Nullable Status rich = StatusProto.fromStatusAndTrailers(status, trailers);
        return com.google.rpc.Status.newBuilder()
                .setMessage(Objects.requireNonNullElse(status.getDescription(), ""))
                .addAllDetails(rich == null ? List.of() : rich.getDetailsList())
                .build();
    }

    /** {@code debug} is for eyes; programs read {@code value}, which needs no knowledge of JSON's names. */
    private static JsonObject detail(Any any) {
        JsonObject detail = new JsonObject();
        detail.addProperty("type", any.getTypeUrl().substring(any.getTypeUrl().lastIndexOf('/') + 1));
        detail.addProperty(
                "value",
                Base64.getEncoder()
                        .withoutPadding()
                        .encodeToString(any.getValue().toByteArray()));
        if (TYPES.find(detail.get("type").getAsString()) != null) {
            JsonObject debug = JsonParser.parseString(print(any)).getAsJsonObject();
            debug.remove("@type");
            detail.add("debug", debug);
        }
        return detail;
    }

    private static String print(Message message) {
        try {
            return PRINTER.print(message);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException(message.getDescriptorForType().getFullName() + " cannot be printed", e);
        }
    }

    private static HttpFields.Mutable json() {
        return HttpFields.build().put(HttpHeader.CONTENT_TYPE, "application/json");
    }

    private static void add(HttpFields.Mutable fields, String prefix, Metadata metadata) {
        for (String name : metadata.keys()) {
            if (name.equals(DETAILS)) {
                continue;
            }
            if (name.endsWith(Metadata.BINARY_HEADER_SUFFIX)) {
                byte[] value = metadata.get(Metadata.Key.of(name, Metadata.BINARY_BYTE_MARSHALLER));
                fields.add(
                        prefix + name,
                        Base64.getEncoder().withoutPadding().encodeToString(Objects.requireNonNull(value)));
            } else {
                fields.add(name.equals(CHALLENGE) ? name : prefix + name, text(metadata, name));
            }
        }
    }

    /** In whole seconds, as HTTP has it: never earlier than the push-back says. */
    private static void addRetryAfter(HttpFields.Mutable fields, Metadata trailers) {
        if (trailers.containsKey(Metadata.Key.of(PUSHBACK, Metadata.ASCII_STRING_MARSHALLER))) {
            long millis = Long.parseLong(text(trailers, PUSHBACK));
            if (millis >= 0) {
                fields.put(HttpHeader.RETRY_AFTER, Long.toString((millis + 999) / 1_000));
            }
        }
    }

    private static String text(Metadata metadata, String name) {
        return Objects.requireNonNull(metadata.get(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER)));
    }

    /** Connect spells one of them as Americans do. */
    private static String name(Status.Code code) {
        return code == Status.Code.CANCELLED ? "canceled" : code.name().toLowerCase(Locale.ROOT);
    }

    private static int httpStatus(Status.Code code) {
        return switch (code) {
            case OK -> HttpStatus.OK_200;
            case CANCELLED -> CLIENT_CLOSED_REQUEST;
            case INVALID_ARGUMENT, FAILED_PRECONDITION, OUT_OF_RANGE -> HttpStatus.BAD_REQUEST_400;
            case UNAUTHENTICATED -> HttpStatus.UNAUTHORIZED_401;
            case PERMISSION_DENIED -> HttpStatus.FORBIDDEN_403;
            case NOT_FOUND -> HttpStatus.NOT_FOUND_404;
            case ALREADY_EXISTS, ABORTED -> HttpStatus.CONFLICT_409;
            case RESOURCE_EXHAUSTED -> HttpStatus.TOO_MANY_REQUESTS_429;
            case UNIMPLEMENTED -> HttpStatus.NOT_IMPLEMENTED_501;
            case UNAVAILABLE -> HttpStatus.SERVICE_UNAVAILABLE_503;
            case DEADLINE_EXCEEDED -> HttpStatus.GATEWAY_TIMEOUT_504;
            case UNKNOWN, INTERNAL, DATA_LOSS -> HttpStatus.INTERNAL_SERVER_ERROR_500;
        };
    }
}
