package io.reco.server.domain.page;

/** The ladder a page is filled down, from the top. Codes are those of {@code reco.v1.Rung} and are stored. */
public enum Rung {
    PERSONAL(1),
    TRENDING(2),
    FRESH(3),
    SERVED(4),
    VIEWED(5);

    /** In order of their codes. */
    private static final Rung[] BY_CODE = values();

    private final int code;

    Rung(int code) {
        this.code = code;
    }

    /** 1..5. */
    public int code() {
        return code;
    }

    /** The rung of a code; {@link IllegalArgumentException} for an unknown one. */
    public static Rung of(int code) {
        if (code >= 1 && code <= BY_CODE.length) {
            return BY_CODE[code - 1];
        }
        throw new IllegalArgumentException("rung code: " + code + " (expected: 1..5)");
    }
}
