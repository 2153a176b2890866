package io.reco.client.internal.repeat;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

import io.reco.client.RecommendException;
import io.reco.client.internal.future.Futures;

/**
 * How long a call that fails for passing reasons is repeated.
 *
 * @param limit from the call's first attempt on
 * @param listener hears of failures that are followed by another attempt, and how long the call has taken so far
 */
public record Patience(Duration limit, BiConsumer<RecommendException, Duration> listener) {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration PAUSE_MAX = Duration.ofSeconds(5);

    /**
     * The first success of these calls, or the last failure.
     *
     * @param open whether there is any sense in another attempt
     */
    public <R> CompletableFuture<R> repeat(Supplier<CompletableFuture<R>> call, BooleanSupplier open) {
        CompletableFuture<R> whole = new CompletableFuture<>();
        new Attempts<>(whole, call, open, new Backoff(FIRST_PAUSE, PAUSE_MAX), System.nanoTime()).next();
        return whole;
    }

    private final class Attempts<R> {
        private final CompletableFuture<R> whole;
        private final Supplier<CompletableFuture<R>> call;
        private final BooleanSupplier open;
        private final Backoff backoff;
        private final long beginNanos;

        Attempts(
                CompletableFuture<R> whole,
                Supplier<CompletableFuture<R>> call,
                BooleanSupplier open,
                Backoff backoff,
                long beginNanos) {
            this.whole = whole;
            this.call = call;
            this.open = open;
            this.backoff = backoff;
            this.beginNanos = beginNanos;
        }

        void next() {
            CompletableFuture<R> attempt;
            try {
                attempt = call.get();
            } catch (RuntimeException e) {
                whole.completeExceptionally(e);
                return;
            }
            Futures.onEnd(attempt, (value, failure) -> {
                if (failure == null) {
                    whole.complete(value);
                } else if (!(failure instanceof RecommendException passing) || !repeated(passing)) {
                    whole.completeExceptionally(failure);
                }
            });
            Futures.onCancel(whole, () -> attempt.cancel(true));
        }

        /** Sees to another attempt, if there is to be one. */
        private boolean repeated(RecommendException failure) {
            Duration taken = Duration.ofNanos(System.nanoTime() - beginNanos);
            Duration pause = backoff.after(failure);
            if (!failure.retryable()
                    || !open.getAsBoolean()
                    || whole.isDone()
                    || taken.plus(pause).compareTo(limit) > 0) {
                return false;
            }
            listener.accept(failure, taken);
            CompletableFuture.delayedExecutor(pause.toNanos(), NANOSECONDS).execute(() -> {
                if (open.getAsBoolean() && !whole.isDone()) {
                    next();
                } else {
                    whole.completeExceptionally(failure);
                }
            });
            return true;
        }
    }
}
