package io.reco.server.grpc.audit;

/** Texts that others chose, as one word of a line in a log: nothing in it ends the line, the word or a terminal's patience. */
final class Quoted {

    private static final int CHARS_MAX = 128;

    private Quoted() {}

    /** In quotes; what is not visible ASCII, a quote or a backslash, is escaped as in JSON; of a long text the beginning. */
    static String of(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        text.chars().limit(CHARS_MAX).forEach(c -> {
            if (c > ' ' && c < 0x7f && c != '"' && c != '\\') {
                quoted.append((char) c);
            } else {
                quoted.append(String.format("\\u%04x", c));
            }
        });
        return quoted.append(text.length() > CHARS_MAX ? "…\"" : "\"").toString();
    }
}
