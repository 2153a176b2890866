package io.reco.client.internal.call;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

import io.reco.client.feedback.FeedbackReporter;
import io.reco.client.internal.channel.Connection;
import io.reco.client.internal.report.BufferedReporter;

/** A client's connection and reporters. All views of the client share them, and closing any closes them. */
final class OpenResources {
    private final Connection connection;
    private final Duration closeTimeout;
    private final Set<FeedbackReporter> reporters = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean closing = new AtomicBoolean();

    OpenResources(Connection connection, Duration closeTimeout) {
        this.connection = connection;
        this.closeTimeout = closeTimeout;
    }

    FeedbackReporter start(BufferedReporter reporter) {
        reporters.add(reporter);
        if (closing.get()) {
            reporters.remove(reporter);
            throw new IllegalStateException("client: closed (expected: open)");
        }
        reporter.start(closeTimeout, () -> reporters.remove(reporter));
        return reporter;
    }

    void close() {
        if (!closing.compareAndSet(false, true)) {
            return;
        }
        // Reporters first: they still need the connection.
        List.copyOf(reporters).forEach(FeedbackReporter::close);
        connection.close(closeTimeout);
    }
}
