package io.reco.server.recommend.explain;

import java.util.List;

/**
 * Why an article is on a page, as its reader may be told.
 *
 * @param articles of {@link Kind#BECAUSE_READ} ids of what the reader read, the strongest first; at most 3
 * @param topic of {@link Kind#TRENDING} and {@link Kind#NEW} the topic that it is about, as it was sent, and of {@link
 *     Kind#FOLLOWED_TOPIC} as the reader stated it; empty for none
 * @param author of {@link Kind#FOLLOWED_AUTHOR} the author, as the reader stated it; else empty
 */
public record Reason(Kind kind, List<String> articles, String topic, String author) {

    /** Codes are those of {@code reco.v1.ReasonKind}. */
    public enum Kind {
        BECAUSE_READ(1),
        TRENDING(2),
        NEW(3),
        FOLLOWED_TOPIC(4),
        FOLLOWED_AUTHOR(5);

        private final int code;

        Kind(int code) {
            this.code = code;
        }

        /** 1..5. */
        public int code() {
            return code;
        }
    }

    static Reason read(List<String> articles) {
        return new Reason(Kind.BECAUSE_READ, articles, "", "");
    }

    /** Of its topic; empty for none. */
    static Reason about(Kind kind, String topic) {
        return new Reason(kind, List.of(), topic, "");
    }

    static Reason followedTopic(String topic) {
        return new Reason(Kind.FOLLOWED_TOPIC, List.of(), topic, "");
    }

    static Reason followedAuthor(String author) {
        return new Reason(Kind.FOLLOWED_AUTHOR, List.of(), "", author);
    }
}
