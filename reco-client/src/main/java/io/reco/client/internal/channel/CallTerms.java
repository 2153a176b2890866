package io.reco.client.internal.channel;

import java.time.Duration;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.reco.client.Operation;
import io.reco.client.internal.argument.Durations;

/**
 * How long calls may take and whether they wait for a connection.
 *
 * @param deadlines the builder's, where they differ from the operation's own
 * @param override for every operation; null: as above
 */
public record CallTerms(
        Map<Operation, Duration> deadlines, @Nullable Duration override, boolean waitForReady) {
    public Duration deadline(Operation operation) {
        return override != null ? override : deadlines.getOrDefault(operation, operation.defaultDeadline());
    }

    public CallTerms withDeadline(Duration deadline) {
        return new CallTerms(deadlines, Durations.positive("deadline", deadline), waitForReady);
    }

    public CallTerms waitingForReady() {
        return new CallTerms(deadlines, override, true);
    }
}
