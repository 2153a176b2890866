package io.reco.client.reader;

import java.time.Instant;
import java.util.Objects;

import io.reco.client.feedback.EventType;

/**
 * Something a reader did, as it is kept.
 *
 * @param article its id; empty for one that the catalogue does not have
 * @param type what they did
 * @param time when, kept to the second
 * @param retracted whether they took it back
 */
public record KeptAction(String article, EventType type, Instant time, boolean retracted) implements Activity {
    public KeptAction {
        Objects.requireNonNull(article, "article");
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(time, "time");
    }
}
