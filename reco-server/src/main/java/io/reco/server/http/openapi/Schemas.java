package io.reco.server.http.openapi;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.GenericDescriptor;

/** JSON Schemas of messages and enums, as proto3 maps them to JSON; of every one that another names, too. */
final class Schemas {

    private static final String PREFIX = "#/components/schemas/";

    private final Comments comments;
    private final JsonObject schemas = new JsonObject();
    private final Set<String> named = new HashSet<>();
    private final Deque<GenericDescriptor> due = new ArrayDeque<>();

    Schemas(Comments comments) {
        this.comments = comments;
    }

    /** A reference to the schema of a message that callers send: it has no fields beyond its own. */
    JsonObject request(Descriptor type) {
        JsonObject reference = reference(type);
        describeDue();
        schemas.getAsJsonObject(type.getFullName()).addProperty("additionalProperties", false);
        return reference;
    }

    /** A reference to the schema of a message that is answered: it may have more fields one day. */
    JsonObject answer(Descriptor type) {
        JsonObject reference = reference(type);
        describeDue();
        return reference;
    }

    /** All that were named, by name. */
    JsonObject all() {
        return schemas;
    }

    private JsonObject reference(GenericDescriptor type) {
        if (named.add(type.getFullName())) {
            due.add(type);
        }
        JsonObject reference = new JsonObject();
        reference.addProperty("$ref", PREFIX + type.getFullName());
        return reference;
    }

    private void describeDue() {
        for (GenericDescriptor type = due.poll(); type != null; type = due.poll()) {
            schemas.add(
                    type.getFullName(),
                    type instanceof Descriptor message ? message(message) : names((EnumDescriptor) type));
        }
    }

    private JsonObject message(Descriptor type) {
        JsonObject schema = typed("object");
        describe(schema, comments.of(type));
        JsonObject properties = new JsonObject();
        for (FieldDescriptor field : type.getFields()) {
            JsonObject property = property(field);
            describe(property, comments.of(field));
            properties.add(field.getJsonName(), property);
        }
        schema.add("properties", properties);
        return schema;
    }

    private JsonObject names(EnumDescriptor type) {
        JsonObject schema = typed("string");
        String values = type.getValues().stream()
                .filter(value -> !comments.of(value).isEmpty())
                .map(value -> value.getName() + ": " + comments.of(value))
                .collect(Collectors.joining("\n\n"));
        describe(schema, (comments.of(type) + "\n\n" + values).strip());
        JsonArray names = new JsonArray();
        type.getValues().forEach(value -> names.add(value.getName()));
        schema.add("enum", names);
        return schema;
    }

    private static void describe(JsonObject schema, String text) {
        if (!text.isEmpty()) {
            schema.addProperty("description", text);
        }
    }

    private JsonObject property(FieldDescriptor field) {
        if (field.isMapField()) {
            JsonObject schema = typed("object");
            schema.add("additionalProperties", value(field.getMessageType().findFieldByName("value")));
            return schema;
        }
        if (!field.isRepeated()) {
            return value(field);
        }
        JsonObject schema = typed("array");
        schema.add("items", value(field));
        return schema;
    }

    private JsonObject value(FieldDescriptor field) {
        return switch (field.getJavaType()) {
            case INT -> typed("integer", "format", "int32");
            // Beyond 53 bits JSON's numbers are not exact in most languages: these are written as text.
            case LONG -> typed("string", "format", "int64");
            case FLOAT -> typed("number", "format", "float");
            case DOUBLE -> typed("number", "format", "double");
            case BOOLEAN -> typed("boolean");
            case STRING -> typed("string");
            case BYTE_STRING -> typed("string", "contentEncoding", "base64");
            case ENUM -> reference(field.getEnumType());
            case MESSAGE -> message(field);
        };
    }

    private JsonObject message(FieldDescriptor field) {
        return switch (field.getMessageType().getFullName()) {
            case "google.protobuf.Timestamp" -> typed("string", "format", "date-time");
            case "google.protobuf.Duration" -> typed("string", "pattern", "^-?[0-9]+([.][0-9]{1,9})?s$");
            case "google.protobuf.FieldMask" -> typed("string");
            default -> reference(field.getMessageType());
        };
    }

    private static JsonObject typed(String type) {
        JsonObject schema = new JsonObject();
        schema.addProperty("type", type);
        return schema;
    }

    private static JsonObject typed(String type, String property, String value) {
        JsonObject schema = typed(type);
        schema.addProperty(property, value);
        return schema;
    }
}
