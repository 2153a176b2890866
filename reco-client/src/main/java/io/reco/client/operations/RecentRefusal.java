package io.reco.client.operations;

import java.time.Instant;
import java.util.Objects;

import io.reco.client.RecommendException.Code;

/**
 * Something that a server refused lately: one sentence to one caller of one method, however often.
 *
 * @param lastTime when, the last time
 * @param count how often
 * @param method such as {@code reco.v1.FeedbackService/ReportEvents}
 * @param caller a name; empty for who is not known, and for a reader
 * @param code how the call, or the item alone, was refused
 * @param message what the caller was told; values that say which reader it was are masked
 * @param item whether it is about one item of a call, whose others were not refused
 */
public record RecentRefusal(
        Instant lastTime, long count, String method, String caller, Code code, String message, boolean item) {
    public RecentRefusal {
        Objects.requireNonNull(lastTime, "lastTime");
        Objects.requireNonNull(method, "method");
        Objects.requireNonNull(caller, "caller");
        Objects.requireNonNull(code, "code");
        Objects.requireNonNull(message, "message");
    }
}
