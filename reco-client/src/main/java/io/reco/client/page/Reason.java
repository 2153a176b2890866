package io.reco.client.page;

import java.util.List;
import java.util.Objects;

/**
 * Why an article is on a page, as data: how to say it is the caller's.
 *
 * @param kind what kind of reason
 * @param articles of BECAUSE_READ what the reader read, the strongest first, at most 3; else empty
 * @param topic of TRENDING, NEW and FOLLOWED_TOPIC the topic; empty where it is not about one
 * @param author of FOLLOWED_AUTHOR the author; else empty
 */
public record Reason(Kind kind, List<String> articles, String topic, String author) {
    public Reason {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(topic, "topic");
        Objects.requireNonNull(author, "author");
        articles = List.copyOf(articles);
    }

    /** Kinds of reasons. */
    public enum Kind {
        /** The reader, or the session, read something that leads to it. */
        BECAUSE_READ,
        /** Many read it now. */
        TRENDING,
        /** It was published a short time ago. */
        NEW,
        /** The reader follows one of its topics. */
        FOLLOWED_TOPIC,
        /** The reader follows its author. */
        FOLLOWED_AUTHOR,
        /** None that this version of the client knows. */
        UNKNOWN
    }
}
