package io.reco.client;

import java.time.Duration;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * How long calls may take and whether they wait for a connection.
 *
 * @param deadlines the builder's, where they differ from the operation's own
 * @param override for every operation; null: as above
 */
record CallTerms(
        Map<Operation, Duration> deadlines, @Nullable Duration override, boolean waitForReady) {
    Duration deadline(Operation operation) {
        return override != null ? override : deadlines.getOrDefault(operation, operation.defaultDeadline());
    }

    CallTerms withDeadline(Duration deadline) {
        return new CallTerms(deadlines, positive("deadline", deadline), waitForReady);
    }

    CallTerms waitingForReady() {
        return new CallTerms(deadlines, override, true);
    }

    static Duration positive(String name, Duration duration) {
        if (duration.isZero() || duration.isNegative()) {
            throw new IllegalArgumentException(name + ": " + duration + " (expected: more than 0)");
        }
        return duration;
    }
}
