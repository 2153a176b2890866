package io.reco.server.console.table;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Two amounts at each of some moments, the second one a part of the first, as bars.
 *
 * @param said what they show, in words
 * @param bars from the left to the right
 * @param most what the highest of them stands for
 */
public record Bars(String said, List<Bar> bars, long most) {

    /** So high is the highest. */
    public static final int HEIGHT = 100;

    public Bars {
        bars = List.copyOf(bars);
    }

    /**
     * One of them.
     *
     * @param whole how high it is, 0..{@link #HEIGHT}
     * @param part how high the part is
     * @param said what it stands for
     */
    public record Bar(long whole, long part, String said) {}

    /**
     * Bars as high as these amounts, compared with the largest of all.
     *
     * @param labels what each stands for
     */
    public static Bars of(String said, List<String> labels, long[] wholes, long[] parts) {
        long most = Math.max(
                Arrays.stream(wholes).max().orElse(0),
                Arrays.stream(parts).max().orElse(0));
        List<Bar> bars = new ArrayList<>();
        for (int i = 0; i < wholes.length; i++) {
            bars.add(new Bar(height(wholes[i], most), height(parts[i], most), labels.get(i)));
        }
        return new Bars(said, bars, most);
    }

    /** What is more than nothing is seen. */
    private static long height(long amount, long most) {
        return amount == 0 ? 0 : Math.max(2, amount * HEIGHT / most);
    }
}
