package io.reco.server.domain.page;

import java.util.Optional;

/** What proposed an article. Codes are those of {@code reco.v1.Source} and are stored. */
public enum Source {
    NEIGHBOURS(1),
    SESSIONS(2),
    TRENDING(3),
    FRESH(4),
    SERVED(5),
    VIEWED(6);

    /** Above the code of each. */
    public static final int CODES = values().length + 1;

    /** In order of their codes. */
    private static final Source[] BY_CODE = values();

    private final int code;

    Source(int code) {
        this.code = code;
    }

    /** 1..6. */
    public int code() {
        return code;
    }

    /** The source of a code; empty for one that this version does not know. */
    public static Optional<Source> find(int code) {
        return code >= 1 && code <= BY_CODE.length ? Optional.of(BY_CODE[code - 1]) : Optional.empty();
    }

    /** The source of a code; {@link IllegalArgumentException} for an unknown one. */
    public static Source of(int code) {
        if (code >= 1 && code <= BY_CODE.length) {
            return BY_CODE[code - 1];
        }
        throw new IllegalArgumentException("source code: " + code + " (expected: 1..6)");
    }
}
