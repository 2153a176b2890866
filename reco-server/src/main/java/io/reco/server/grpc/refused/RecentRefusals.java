package io.reco.server.grpc.refused;

import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.google.rpc.Code;

/**
 * What was refused lately, in memory. One sentence to one caller of one method is kept once, with how often it was told, so
 * that a caller who repeats a mistake does not push out what others were told. Safe for use by many threads.
 */
public final class RecentRefusals {

    /** So many are kept. */
    public static final int MAX = 1_000;

    private final Clock clock;
    /** The latest last. Guarded by this, as the others are. */
    private final Map<Told, Times> kept = new LinkedHashMap<>();

    private long total;

    /** None yet. */
    public RecentRefusals(Clock clock) {
        this.clock = clock;
    }

    /**
     * What somebody was told.
     *
     * @param method its full name
     * @param caller a name; empty for who is not known, and for a reader
     * @param message the sentence; values that say which reader it was are masked
     * @param item whether it is about one item of a call of which others were taken
     */
    public record Told(String method, String caller, Code code, String message, boolean item) {}

    private record Times(long count, long lastMs) {}

    /**
     * Something that was refused.
     *
     * @param count how often
     * @param lastMs when, the last time, in milliseconds since 1970
     */
    public record Recent(Told told, long count, long lastMs) {}

    synchronized void add(Told told) {
        total++;
        Times before = kept.remove(told); // so that it is the latest
        if (kept.size() >= MAX) {
            kept.remove(kept.keySet().iterator().next());
        }
        kept.put(told, new Times(before == null ? 1 : before.count + 1, clock.millis()));
    }

    /** The latest, at most so many; the newest first. */
    public synchronized List<Recent> latest(int max) {
        List<Recent> all = new ArrayList<>(kept.size());
        kept.forEach((told, times) -> all.add(new Recent(told, times.count, times.lastMs)));
        Collections.reverse(all);
        return List.copyOf(all.subList(0, Math.min(max, all.size())));
    }

    /** How many there were, those that are not kept any more included. */
    public synchronized long total() {
        return total;
    }
}
