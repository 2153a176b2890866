package io.reco.client.internal.argument;

import java.time.Duration;

/** Checks of durations. */
public final class Durations {
    private Durations() {}

    /** The duration, if it is more than 0. */
    public static Duration positive(String name, Duration duration) {
        if (duration.isZero() || duration.isNegative()) {
            throw new IllegalArgumentException(name + ": " + duration + " (expected: more than 0)");
        }
        return duration;
    }

    /** The duration, if it is 0 or more. */
    public static Duration notNegative(String name, Duration duration) {
        if (duration.isNegative()) {
            throw new IllegalArgumentException(name + ": " + duration + " (expected: 0 or more)");
        }
        return duration;
    }
}
