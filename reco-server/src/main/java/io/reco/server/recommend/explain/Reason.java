package io.reco.server.recommend.explain;

import java.util.List;

/**
 * Why an article is on a page, as its reader may be told.
 *
 * @param articles of {@link Kind#BECAUSE_READ} ids of what the reader read, the strongest first; at most 3
 * @param topic of the other kinds the topic that it is about, as it was sent; empty for none
 */
public record Reason(Kind kind, List<String> articles, String topic) {

    /** Codes are those of {@code reco.v1.ReasonKind}. */
    public enum Kind {
        BECAUSE_READ(1),
        TRENDING(2),
        NEW(3);

        private final int code;

        Kind(int code) {
            this.code = code;
        }

        /** 1..3. */
        public int code() {
            return code;
        }
    }
}
