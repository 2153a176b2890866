package io.reco.server.tool;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;

/** What became of the rows of one file. Safe for use by many threads. */
final class ImportReport {

    private static final int COMPLAINTS_MAX = 20;

    private final String file;
    private final PrintWriter complaints;
    private long accepted;
    private long duplicates;
    private long refused;

    ImportReport(String file, PrintWriter complaints) {
        this.file = file;
        this.complaints = complaints;
    }

    synchronized void accepted(long count, long duplicateCount) {
        accepted += count;
        duplicates += duplicateCount;
    }

    /** Says so in full for the first few only. */
    synchronized void refused(long line, String reason) {
        refused++;
        if (refused <= COMPLAINTS_MAX) {
            complaints.println(file + ":" + line + ": " + reason);
            complaints.flush();
        }
    }

    synchronized long refusedCount() {
        return refused;
    }

    /** One line for the operator. */
    synchronized String summary(String what, Duration took) {
        if (refused > COMPLAINTS_MAX) {
            complaints.println(file + ": and " + (refused - COMPLAINTS_MAX) + " more rows refused");
            complaints.flush();
        }
        long rows = accepted + duplicates + refused;
        double seconds = Math.max(took.toNanos() / 1e9, 1e-3);
        return String.format(
                Locale.ROOT,
                "%s rows=%d accepted=%d duplicates=%d refused=%d seconds=%.2f rows/s=%.0f",
                what,
                rows,
                accepted,
                duplicates,
                refused,
                seconds,
                rows / seconds);
    }
}
