package io.reco.server.domain;

import java.util.List;

import io.reco.server.domain.refusal.Refusal.Violation;

/** What may be the id of a reader or an article. Ids are compared byte for byte. */
public final class Ids {

    /** No id is longer. */
    public static final int CHARS_MAX = 128;

    /** What an id must be, in the words of a refusal. */
    public static final String EXPECTED = "1..128 visible ASCII characters, not 0";

    /** What a placement must be, in the words of a refusal. */
    public static final String PLACEMENT_EXPECTED = "0..64 characters of a..z, 0..9, _ and -";

    /** Means nobody in the original contract. */
    private static final String NOBODY = "0";

    private Ids() {}

    /** Whether a reader or an article may have this id. */
    public static boolean isId(String text) {
        return isVisibleAscii(text, CHARS_MAX) && !text.equals(NOBODY);
    }

    /** Adds a violation of {@code field} unless {@code id} may be an id. */
    public static void check(String field, String id, List<Violation> violations) {
        if (!isId(id)) {
            violations.add(Violation.of(field, id.isEmpty() ? "empty" : id, EXPECTED));
        }
    }

    /** Adds a violation of {@code field} unless {@code placement} may name a reader's feed; empty names one, too. */
    public static void checkPlacement(String field, String placement, List<Violation> violations) {
        boolean good = placement.length() <= Limits.CALLER_ID_CHARS_MAX;
        for (int i = 0; good && i < placement.length(); i++) {
            char c = placement.charAt(i);
            good = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
        }
        if (!good) {
            violations.add(Violation.of(field, placement, PLACEMENT_EXPECTED));
        }
    }

    /** Whether a text is of 1..{@code max} characters, each in {@code !..~}. */
    public static boolean isVisibleAscii(String text, int max) {
        if (text.isEmpty() || text.length() > max) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < '!' || c > '~') {
                return false;
            }
        }
        return true;
    }
}
