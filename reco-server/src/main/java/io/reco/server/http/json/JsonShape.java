package io.reco.server.http.json;

import java.io.IOException;
import java.io.StringReader;
import java.math.BigDecimal;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Duration;
import com.google.protobuf.FieldMask;
import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Durations;
import com.google.protobuf.util.Timestamps;
import org.jspecify.annotations.Nullable;

import io.reco.server.domain.refusal.Refusal.Violation;

/**
 * Compares JSON with the message that it is to be, and names each field that is wrong with its path. The parser of protobuf takes
 * what is no JSON, the last of repeated names and halves of characters, says no paths, and multiplies out numbers of any length,
 * which takes minutes.
 */
final class JsonShape {

    private static final int NUMBER_CHARS_MAX = 64;
    private static final int VIOLATIONS_MAX = 100;
    private static final Set<String> TEXTS = Set.of(
            Timestamp.getDescriptor().getFullName(),
            Duration.getDescriptor().getFullName(),
            FieldMask.getDescriptor().getFullName());

    private final JsonReader json;
    private final List<Violation> violations = new ArrayList<>();

    private JsonShape(JsonReader json) {
        this.json = json;
    }

    /** What is wrong, up to 100 of it. {@link IOException} where it is no JSON (RFC 8259), or more than one value. */
    static List<Violation> check(String text, Descriptor type) throws IOException {
        JsonReader reader = new JsonReader(new StringReader(text));
        reader.setStrictness(Strictness.STRICT);
        JsonShape shape = new JsonShape(reader);
        shape.message("request", "", type);
        if (reader.peek() != JsonToken.END_DOCUMENT) {
            throw new IOException("more than one value");
        }
        return shape.violations;
    }

    private void message(String path, String prefix, Descriptor type) throws IOException {
        if (!is(JsonToken.BEGIN_OBJECT, path, "an object")) {
            return;
        }
        Set<FieldDescriptor> seen = new HashSet<>();
        json.beginObject();
        while (json.hasNext()) {
            String name = name();
            FieldDescriptor field = field(type, name);
            if (field == null) {
                refuse(prefix + Violation.quoted(name), "unknown", "a field of " + type.getFullName());
                json.skipValue();
            } else if (!seen.add(field)) {
                refuse(prefix + name, "repeated", "each field once");
                json.skipValue();
            } else {
                field(prefix + field.getName(), field);
            }
        }
        json.endObject();
    }

    private static @Nullable FieldDescriptor field(Descriptor type, String name) {
        FieldDescriptor named = type.findFieldByName(name);
        if (named != null) {
            return named;
        }
        return type.getFields().stream()
                .filter(field -> field.getJsonName().equals(name))
                .findFirst()
                .orElse(null);
    }

    private void field(String path, FieldDescriptor field) throws IOException {
        if (json.peek() == JsonToken.NULL) {
            json.nextNull(); // as if it were not there
        } else if (field.isMapField()) {
            map(path, field);
        } else if (field.isRepeated()) {
            list(path, field);
        } else {
            value(path, field);
        }
    }

    private void map(String path, FieldDescriptor field) throws IOException {
        if (!is(JsonToken.BEGIN_OBJECT, path, "an object")) {
            return;
        }
        FieldDescriptor values = field.getMessageType().findFieldByName("value");
        Set<String> seen = new HashSet<>();
        json.beginObject();
        while (json.hasNext()) {
            String key = name();
            String place = path + "[" + Violation.quoted(key) + "]";
            if (!seen.add(key)) {
                refuse(place, "repeated", "each key once");
            }
            value(place, values);
        }
        json.endObject();
    }

    private void list(String path, FieldDescriptor field) throws IOException {
        if (!is(JsonToken.BEGIN_ARRAY, path, "an array")) {
            return;
        }
        json.beginArray();
        for (int place = 0; json.hasNext(); place++) {
            value(path + "[" + place + "]", field);
        }
        json.endArray();
    }

    private void value(String path, FieldDescriptor field) throws IOException {
        switch (field.getJavaType()) {
            case MESSAGE -> {
                if (TEXTS.contains(field.getMessageType().getFullName())) {
                    text(path, field.getMessageType());
                } else {
                    message(path, path + ".", field.getMessageType());
                }
            }
            case STRING -> {
                if (is(JsonToken.STRING, path, "a string")) {
                    whole(path, json.nextString());
                }
            }
            case BYTE_STRING -> base64(path);
            case BOOLEAN -> {
                if (is(JsonToken.BOOLEAN, path, "true or false")) {
                    var unused = json.nextBoolean();
                }
            }
            case ENUM -> enumValue(path, field);
            case INT -> integer(path, Integer.SIZE);
            case LONG -> integer(path, Long.SIZE);
            case FLOAT, DOUBLE -> fraction(path);
        }
    }

    private void text(String path, Descriptor type) throws IOException {
        boolean isTime = type == Timestamp.getDescriptor();
        boolean isSpan = type == Duration.getDescriptor();
        String expected = isTime
                ? "a time such as 2026-11-27T12:00:00Z"
                : isSpan ? "a span such as 1.5s" : "names of fields, with commas between them";
        if (!is(JsonToken.STRING, path, expected)) {
            return;
        }
        String text = json.nextString();
        whole(path, text);
        try {
            if (isTime) {
                Timestamps.parse(text);
            } else if (isSpan) {
                Durations.parse(text);
            }
        } catch (ParseException | IllegalArgumentException e) {
            refuse(path, text, expected);
        }
    }

    private void base64(String path) throws IOException {
        if (!is(JsonToken.STRING, path, "base64")) {
            return;
        }
        String text = json.nextString();
        try {
            Base64.getDecoder().decode(text.replace('-', '+').replace('_', '/'));
        } catch (IllegalArgumentException e) {
            refuse(path, text, "base64");
        }
    }

    private void enumValue(String path, FieldDescriptor field) throws IOException {
        if (json.peek() == JsonToken.NUMBER) {
            integer(path, Integer.SIZE);
        } else if (is(JsonToken.STRING, path, "a name of " + field.getEnumType().getFullName())) {
            String name = json.nextString();
            if (field.getEnumType().findValueByName(name) == null) {
                refuse(path, name, "a name of " + field.getEnumType().getFullName());
            }
        }
    }

    private void integer(String path, int bits) throws IOException {
        String expected = "an integer of " + bits + " bits";
        String text = number(path, expected);
        if (text == null) {
            return;
        }
        try {
            BigDecimal number = new BigDecimal(text);
            long value = number.longValueExact();
            if (bits == Integer.SIZE && value != (int) value) {
                refuse(path, text, expected);
            }
        } catch (ArithmeticException | NumberFormatException e) {
            refuse(path, text, expected);
        }
    }

    private void fraction(String path) throws IOException {
        String text = number(path, "a number");
        if (text == null || Set.of("NaN", "Infinity", "-Infinity").contains(text)) {
            return;
        }
        try {
            if (!Double.isFinite(Double.parseDouble(text))) {
                refuse(path, text, "a number of 64 bits");
            }
        } catch (NumberFormatException e) {
            refuse(path, text, "a number");
        }
    }

    /** A number, or a number in a string; null when it is neither, or longer than any that is meant. */
    private @Nullable String number(String path, String expected) throws IOException {
        if (json.peek() != JsonToken.NUMBER && !is(JsonToken.STRING, path, expected)) {
            return null;
        }
        String text = json.nextString();
        if (text.length() > NUMBER_CHARS_MAX) {
            refuse(path, text, expected);
            return null;
        }
        return text;
    }

    private String name() throws IOException {
        String name = json.nextName();
        whole("request", name);
        return name;
    }

    /** Halves of characters (lone surrogates) cannot be written in UTF-8. */
    private void whole(String path, String text) {
        boolean half = text.codePoints()
                .anyMatch(point -> point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE);
        if (half) {
            refuse(path, "half of a character", "whole ones");
        }
    }

    /** Whether the next value is of this kind; another one is refused and passed over. */
    private boolean is(JsonToken kind, String path, String expected) throws IOException {
        JsonToken found = json.peek();
        if (found == kind) {
            return true;
        }
        refuse(path, found == JsonToken.NULL ? "null" : "another kind of value", expected);
        json.skipValue();
        return false;
    }

    private void refuse(String path, String value, String expected) {
        if (violations.size() < VIOLATIONS_MAX) {
            violations.add(Violation.of(path, value, expected));
        }
    }
}
