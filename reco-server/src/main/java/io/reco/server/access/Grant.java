package io.reco.server.access;

import java.util.Arrays;
import java.util.Locale;

/** How much of a method somebody may do. Of two the later one is more. */
public enum Grant {
    /** Nothing. */
    NO,
    /** For one reader alone, and no more than {@link #PLAIN}. */
    OWN,
    /** Only what may be recommended now, and no statistics. */
    LIVE,
    /** Without {@code explain} and {@code validate_only}. */
    PLAIN,
    /** All of it. */
    YES;

    /** Such as {@code plain}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Grant of(String text) {
        return Arrays.stream(values())
                .filter(grant -> grant.text().equals(text))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalStateException("grant: " + text + " (expected: no, own, live, plain or yes)"));
    }
}
