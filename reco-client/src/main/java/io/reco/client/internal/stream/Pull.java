package io.reco.client.internal.stream;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

import io.grpc.ClientCall;
import org.jspecify.annotations.Nullable;

import io.reco.client.Operation;
import io.reco.client.RecommendException;
import io.reco.client.RecommendException.Code;
import io.reco.client.internal.wire.Failures;

/** A streaming call whose messages one thread takes one by one. */
public final class Pull<S> implements Inflow.Receiver<S> {
    /** One is with the taker while the next is on its way. */
    private static final int AHEAD = 2;

    private final Operation operation;
    private final Inflow<?, S> inflow;
    private final BlockingQueue<Item<S>> items = new LinkedBlockingQueue<>();

    /** A message; or the end, with or without a failure. */
    private record Item<S>(@Nullable S message, @Nullable RecommendException failure) {}

    private <Q> Pull(Operation operation, ClientCall<Q, S> call, Duration silenceMax, Q request) {
        this.operation = operation;
        Inflow<Q, S> started = new Inflow<>(operation, call, silenceMax, this);
        this.inflow = started;
        started.start(request, AHEAD);
    }

    public static <Q, S> Pull<S> start(Operation operation, ClientCall<Q, S> call, Duration silenceMax, Q request) {
        return new Pull<>(operation, call, silenceMax, request);
    }

    @Override
    public void message(S message) {
        items.add(new Item<>(message, null));
    }

    @Override
    public void end(@Nullable RecommendException failure) {
        items.add(new Item<>(null, failure));
    }

    /**
     * Waits for the next message; empty at the end, and from then on.
     *
     * @throws RecommendException when the call failed, each time again; with code CANCELLED when interrupted, which ends the
     *     call
     */
    public Optional<S> next() {
        Item<S> item;
        try {
            item = items.take();
        } catch (InterruptedException e) {
            cancel();
            Thread.currentThread().interrupt();
            throw Failures.local(operation, Code.CANCELLED, "interrupted while waiting", e);
        }
        if (item.message() != null) {
            inflow.ask(1);
            return Optional.of(item.message());
        }
        items.add(item); // the end stays the end
        if (item.failure() != null) {
            throw Failures.here(item.failure());
        }
        return Optional.empty();
    }

    /** Ends the call; what came already is let go. */
    public void cancel() {
        inflow.cancel();
        items.removeIf(item -> item.message() != null);
    }
}
