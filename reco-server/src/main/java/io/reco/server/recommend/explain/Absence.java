package io.reco.server.recommend.explain;

/**
 * Why an article is not on a page.
 *
 * @param article its id
 * @param score of {@link Reason#OUTSCORED} what it was ranked by; else 0
 */
public record Absence(String article, Reason reason, float score) {

    /** The gravest first. Codes are those of {@code reco.v1.AbsenceReason}. */
    public enum Reason {
        UNKNOWN(1),
        DELETED(2),
        HIDDEN(3),
        EXPIRED(4),
        SCHEDULED(5),
        REJECTED(6),
        FILTERED(7),
        VIEWED(8),
        SERVED(9),
        SAME_STORY(10),
        VARIETY(11),
        OUTSCORED(12),
        NOT_PROPOSED(13),
        /** Nothing that is known any more. */
        NONE_NOW(14);

        private final int code;

        Reason(int code) {
            this.code = code;
        }

        /** 1..14. */
        public int code() {
            return code;
        }
    }

    static Absence of(String article, Reason reason) {
        return new Absence(article, reason, 0);
    }
}
