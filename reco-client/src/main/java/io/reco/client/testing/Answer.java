package io.reco.client.testing;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

import io.reco.client.RecommendException.Code;
import io.reco.client.Violation;

/**
 * How a {@link FakeRecommendServer} answers one attempt of a call.
 *
 * @param failure how it fails; empty: it does what was asked
 * @param delay how long it takes
 * @param applied whether it does what was asked although it then fails, as when a connection breaks before the answer is out
 * @param retryAfter what it asks the caller to wait before another attempt; negative: make none
 * @param violations what it says is wrong with the request
 */
public record Answer(
        Optional<Code> failure,
        Duration delay,
        boolean applied,
        Optional<Duration> retryAfter,
        List<Violation> violations) {
    public Answer {
        Objects.requireNonNull(failure, "failure");
        Objects.requireNonNull(delay, "delay");
        Objects.requireNonNull(retryAfter, "retryAfter");
        violations = List.copyOf(violations);
    }

    /** Does what was asked, at once. */
    public static Answer normal() {
        return new Answer(Optional.empty(), Duration.ZERO, false, Optional.empty(), List.of());
    }

    /** Fails at once, having done nothing. */
    public static Answer failing(Code code) {
        return new Answer(Optional.of(code), Duration.ZERO, false, Optional.empty(), List.of());
    }

    /** Fails with INVALID_ARGUMENT, naming what is wrong. */
    public static Answer invalid(Violation... violations) {
        return new Answer(
                Optional.of(Code.INVALID_ARGUMENT), Duration.ZERO, false, Optional.empty(), List.of(violations));
    }

    /** Does what was asked, but the caller hears only that the server is unavailable. */
    public static Answer lost() {
        return new Answer(Optional.of(Code.UNAVAILABLE), Duration.ZERO, true, Optional.empty(), List.of());
    }

    /** The same answer, after this long. */
    public Answer after(Duration delay) {
        return new Answer(failure, delay, applied, retryAfter, violations);
    }

    /** The same failure, with the server's wish to be left alone for so long; negative: for good. */
    public Answer withRetryAfter(Duration retryAfter) {
        return new Answer(failure, delay, applied, Optional.of(retryAfter), violations);
    }
}
