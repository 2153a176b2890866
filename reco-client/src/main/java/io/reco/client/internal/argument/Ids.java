package io.reco.client.internal.argument;

import java.util.ArrayList;
import java.util.List;

/** Ids of readers and articles. */
public final class Ids {
    private static final String EXPECTED = "1..128 visible ASCII characters, not 0";
    private static final int CHARS_MAX = 128;

    private Ids() {}

    /**
     * A number as an id.
     *
     * @param field what the number is, for the message when it is not > 0
     */
    public static String of(String field, long number) {
        if (number <= 0) {
            throw new IllegalArgumentException(field + ": " + number + " (expected: > 0)");
        }
        return Long.toString(number);
    }

    /** Each of these numbers as an id. */
    public static List<String> of(String field, long... numbers) {
        List<String> ids = new ArrayList<>(numbers.length);
        for (int i = 0; i < numbers.length; i++) {
            ids.add(of(field + "[" + i + "]", numbers[i]));
        }
        return ids;
    }

    /** Refuses a text that is no id. */
    public static void require(String field, String id) {
        boolean visible = id.chars().allMatch(c -> c >= '!' && c <= '~');
        if (id.isEmpty() || id.length() > CHARS_MAX || !visible || id.equals("0")) {
            throw new IllegalArgumentException(
                    field + ": " + (id.isEmpty() ? "empty" : id) + " (expected: " + EXPECTED + ")");
        }
    }
}
