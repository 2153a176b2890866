package io.reco.server.log;

/** A text as one line that does nothing to the terminal it is read on, whoever chose its words. */
final class Escaped {

    private Escaped() {}

    /** Characters that break or turn lines, and controls of terminals, as a Java source would write them. */
    static String text(String text) {
        int at = 0;
        while (at < text.length() && isPlain(text.charAt(at))) {
            at++;
        }
        if (at == text.length()) {
            return text;
        }
        StringBuilder escaped = new StringBuilder(text.length() + 16).append(text, 0, at);
        for (; at < text.length(); at++) {
            char character = text.charAt(at);
            switch (character) {
                case '\n' -> escaped.append("\\n");
                case '\r' -> escaped.append("\\r");
                case '\t' -> escaped.append("\\t");
                default -> {
                    if (isPlain(character)) {
                        escaped.append(character);
                    } else {
                        escaped.append(String.format("\\u%04x", (int) character));
                    }
                }
            }
        }
        return escaped.toString();
    }

    /** No control (C0, DEL, C1), no separator of lines or paragraphs, nothing that turns the direction of writing. */
    private static boolean isPlain(char character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
