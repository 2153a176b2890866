package io.reco.server.console.table;

import java.util.Locale;

/** Amounts as people read them. */
public final class Amounts {

    private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB"};

    private Amounts() {}

    /** Such as {@code 12,345}. */
    public static String count(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    /** Such as {@code 1.5 GiB}. */
    public static String bytes(long bytes) {
        double size = bytes;
        int unit = 0;
        while (size >= 1_024 && unit < UNITS.length - 1) {
            size /= 1_024;
            unit++;
        }
        String form = unit == 0 || size >= 100 ? "%.0f %s" : "%.1f %s";
        return String.format(Locale.ROOT, form, size, UNITS[unit]);
    }

    /** A part in percent, such as {@code 12.5 %}; empty for a part of nothing. */
    public static String percent(long part, long whole) {
        return whole == 0 ? "" : String.format(Locale.ROOT, "%.1f %%", 100.0 * part / whole);
    }
}
