package io.reco.server.browse;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A place in a list, after the article that it names.
 *
 * @param publishMs when the article is published, in a list that is ordered by that; else 0
 * @param id the article's; empty before the first of all
 */
public record Place(long publishMs, String id) {

    /** Before the first article. */
    public static final Place START = new Place(0, "");

    boolean isStart() {
        return id.isEmpty();
    }

    byte[] bytes() {
        byte[] text = id.getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(Long.BYTES + text.length)
                .putLong(publishMs)
                .put(text)
                .array();
    }

    static Optional<Place> of(byte[] bytes) {
        if (bytes.length <= Long.BYTES) {
            return Optional.empty();
        }
        ByteBuffer said = ByteBuffer.wrap(bytes);
        long publishMs = said.getLong();
        return Optional.of(
                new Place(publishMs, StandardCharsets.US_ASCII.decode(said).toString()));
    }
}
