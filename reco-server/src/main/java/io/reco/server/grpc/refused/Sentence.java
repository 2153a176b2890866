package io.reco.server.grpc.refused;

import java.util.regex.Pattern;

/** What a caller was told, as others may read it. */
final class Sentence {

    static final int CHARS_MAX = 500;

    /** Fields whose values say which reader it was, or belong to nobody else: {@code reader_id: 7 (expected: …)}. */
    private static final Pattern PERSONAL =
            Pattern.compile("(?<=(?:reader_ids?(?:\\[\\d+])?|user_?[iI]d|[a-z]*_?token|exposure|event_id|request_id"
                    + "|idempotency-key|authorization): ).*?(?= \\(expected: )");

    private Sentence() {}

    static String masked(String told) {
        String masked = PERSONAL.matcher(told).replaceAll("***");
        return masked.length() <= CHARS_MAX ? masked : masked.substring(0, CHARS_MAX) + "…";
    }
}
