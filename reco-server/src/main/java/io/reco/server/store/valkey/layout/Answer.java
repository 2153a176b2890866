package io.reco.server.store.valkey.layout;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What a function answered.
 *
 * @param parts in its order
 */
public record Answer(List<?> parts) {

    public int size() {
        return parts.size();
    }

    /** A number, or the text of one. */
    public long number(int place) {
        Object part = parts.get(place);
        return part instanceof Long number ? number : Long.parseLong(text(place));
    }

    public String text(int place) {
        return new String(bytes(place), StandardCharsets.UTF_8);
    }

    /** Empty for nothing. */
    public byte[] bytes(int place) {
        Object part = parts.get(place);
        if (part == null) {
            return new byte[0];
        }
        if (part instanceof byte[] bytes) {
            return bytes;
        }
        throw new IllegalStateException("answer: " + part.getClass() + " at " + place + " (expected: bytes)");
    }

    public Answer list(int place) {
        Object part = parts.get(place);
        if (part instanceof List<?> list) {
            return new Answer(list);
        }
        throw new IllegalStateException("answer: no list at " + place + " (expected: one)");
    }
}
