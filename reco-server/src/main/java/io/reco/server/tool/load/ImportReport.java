package io.reco.server.tool.load;

import java.util.Locale;

import io.reco.server.tool.console.Console;

/** What became of the rows of one file. Safe for use by many threads. */
public final class ImportReport {

    private static final int COMPLAINTS_MAX = 20;

    private final String what;
    private final String file;
    private final Console console;
    private final long beginNanos = System.nanoTime();
    private long accepted;
    private long duplicates;
    private long refused;
    private long tooOld;
    private boolean ended;

    /**
     * Begins.
     *
     * @param what the rows are
     * @param file its name, for complaints
     */
    public ImportReport(String what, String file, Console console) {
        this.what = what;
        this.file = file;
        this.console = console;
    }

    synchronized void accepted(long count, long duplicateCount) {
        accepted += count;
        duplicates += duplicateCount;
    }

    /** Says so in full for the first few only. */
    public synchronized void refused(long line, String reason) {
        refused++;
        if (refused <= COMPLAINTS_MAX) {
            console.complain(file + ":" + line + ": " + reason);
        }
    }

    /** An event that may have been counted before, and so is left out. Says so once, for a dump may hold any number. */
    synchronized void tooOld(long line, String reason) {
        tooOld++;
        if (tooOld == 1) {
            console.complain(file + ":" + line + ": " + reason + " (left out; others like it are counted as too_old)");
        }
    }

    /** Without those too old. */
    public synchronized long refusedCount() {
        return refused;
    }

    /** The counts so far. */
    public synchronized String figures() {
        long rows = accepted + duplicates + tooOld + refused;
        double seconds = Math.max((System.nanoTime() - beginNanos) / 1e9, 1e-3);
        return String.format(
                Locale.ROOT,
                "rows=%d accepted=%d duplicates=%d%s refused=%d seconds=%.2f rows/s=%.0f",
                rows,
                accepted,
                duplicates,
                tooOld == 0 ? "" : " too_old=" + tooOld,
                refused,
                seconds,
                rows / seconds);
    }

    /** Tells the counts, once. */
    public synchronized void end() {
        if (ended) {
            return;
        }
        ended = true;
        if (refused > COMPLAINTS_MAX) {
            console.complain(file + ": and " + (refused - COMPLAINTS_MAX) + " more rows refused");
        }
        console.say(what + " " + figures());
    }
}
