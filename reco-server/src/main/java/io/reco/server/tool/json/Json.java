package io.reco.server.tool.json;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;

/**
 * A JSON object in the making: as proto3 writes it, so what is empty, zero or false is left out; but numbers of 64 bits are
 * numbers, which readers of proto3 JSON take, too.
 */
public final class Json {

    private static final Gson GSON = new GsonBuilder().disableHtmlEscaping().create();
    private static final double NANOS_PER_SECOND = 1e9;

    private final JsonObject object = new JsonObject();

    /** Figures, in the order given, each told whatever it is. */
    public static Json of(Map<String, ? extends Number> figures) {
        Json json = new Json();
        figures.forEach(json.object::addProperty);
        return json;
    }

    Json text(String name, String value) {
        if (!value.isEmpty()) {
            object.addProperty(name, value);
        }
        return this;
    }

    Json number(String name, long value) {
        if (value != 0) {
            object.addProperty(name, value);
        }
        return this;
    }

    Json number(String name, double value) {
        if (value != 0) {
            object.addProperty(name, value);
        }
        return this;
    }

    Json flag(String name, boolean value) {
        if (value) {
            object.addProperty(name, true);
        }
        return this;
    }

    /** Told whatever it is. */
    Json set(String name, boolean value) {
        object.addProperty(name, value);
        return this;
    }

    Json time(String name, Instant time) {
        object.addProperty(name, time.toString());
        return this;
    }

    Json time(String name, Optional<Instant> time) {
        time.ifPresent(present -> time(name, present));
        return this;
    }

    Json span(String name, Optional<Duration> span) {
        span.ifPresent(present -> object.addProperty(
                name,
                String.format(Locale.ROOT, "%.3fs", present.getSeconds() + present.getNano() / NANOS_PER_SECOND)));
        return this;
    }

    /** A value of one of the contract's enums: the client's name behind the contract's prefix. */
    Json value(String name, String prefix, Enum<?> value) {
        if (!value.name().equals("UNKNOWN")) {
            object.addProperty(name, prefix + value.name());
        }
        return this;
    }

    Json texts(String name, List<String> values) {
        return list(name, values, Json::element);
    }

    private static JsonElement element(String text) {
        return GSON.toJsonTree(text);
    }

    Json map(String name, Map<String, String> values) {
        if (!values.isEmpty()) {
            JsonObject entries = new JsonObject();
            values.entrySet().stream()
                    .sorted(Map.Entry.comparingByKey())
                    .forEach(entry -> entries.addProperty(entry.getKey(), entry.getValue()));
            object.add(name, entries);
        }
        return this;
    }

    Json child(String name, Json child) {
        object.add(name, child.object);
        return this;
    }

    <T> Json children(String name, Collection<T> values, Function<T, Json> toJson) {
        return list(name, values, value -> toJson.apply(value).object);
    }

    Json numbers(String name, List<Integer> values) {
        return list(name, values, GSON::toJsonTree);
    }

    private <T> Json list(String name, Collection<T> values, Function<T, JsonElement> toElement) {
        if (!values.isEmpty()) {
            JsonArray array = new JsonArray();
            values.forEach(value -> array.add(toElement.apply(value)));
            object.add(name, array);
        }
        return this;
    }

    /** On one line. */
    @Override
    public String toString() {
        return GSON.toJson(object);
    }
}
