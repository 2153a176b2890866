package io.reco.client.internal.repeat;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

import io.reco.client.RecommendException;

/** The pauses between the attempts of one call: longer and longer, or as the server asks. Of one thread at a time. */
public final class Backoff {
    /** A server that asks to stay away longer is asked again after this long. */
    private static final Duration ASKED_MAX = Duration.ofSeconds(30);

    private final Duration longest;
    private Duration next;

    public Backoff(Duration first, Duration longest) {
        this.next = first;
        this.longest = longest;
    }

    /** How long to wait after this failure, give or take a fifth: callers that failed together do not return together. */
    public Duration after(RecommendException failure) {
        Duration pause = shorter(failure.retryAfter().orElse(next), ASKED_MAX);
        next = shorter(next.multipliedBy(2), longest);
        return Duration.ofNanos(
                (long) (pause.toNanos() * ThreadLocalRandom.current().nextDouble(0.8, 1.2)));
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
