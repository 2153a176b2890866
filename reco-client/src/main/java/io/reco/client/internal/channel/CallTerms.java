package io.reco.client.internal.channel;

import java.time.Duration;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.reco.client.Operation;
import io.reco.client.internal.argument.Durations;
import io.reco.client.internal.repeat.Patience;

/**
 * How long calls may take, whether they wait for a connection, and how long they are repeated.
 *
 * @param deadlines the builder's, where they differ from the operation's own
 * @param override for every operation; null: as above
 * @param patience null: what fails is not repeated, apart from gRPC's own attempts within the deadline
 */
public record CallTerms(
        Map<Operation, Duration> deadlines,
        @Nullable Duration override,
        boolean waitForReady,
        @Nullable Patience patience) {
    public Duration deadline(Operation operation) {
        return override != null ? override : deadlines.getOrDefault(operation, operation.defaultDeadline());
    }

    /** How long a stream may be silent; a deadline for single calls says nothing about that. */
    public Duration silence(Operation stream) {
        return deadlines.getOrDefault(stream, stream.defaultDeadline());
    }

    public CallTerms withDeadline(Duration deadline) {
        return new CallTerms(deadlines, Durations.positive("deadline", deadline), waitForReady, patience);
    }

    public CallTerms waitingForReady() {
        return new CallTerms(deadlines, override, true, patience);
    }

    public CallTerms withPatience(Patience patience) {
        return new CallTerms(deadlines, override, waitForReady, patience);
    }
}
