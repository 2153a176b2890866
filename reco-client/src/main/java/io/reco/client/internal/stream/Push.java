package io.reco.client.internal.stream;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import io.grpc.ClientCall;
import org.jspecify.annotations.Nullable;

import io.reco.client.Operation;
import io.reco.client.RecommendException;
import io.reco.client.internal.future.Futures;

/** A streaming call whose messages are handed over as they come, the next one when the one before was taken. */
public final class Push<S> implements Inflow.Receiver<S> {
    private final Consumer<? super S> taker;
    private final CompletableFuture<Void> end = new CompletableFuture<>();
    private @Nullable Inflow<?, S> inflow;

    private Push(Consumer<? super S> taker) {
        this.taker = taker;
    }

    /** Done when all were taken; cancelling it cancels the call. What the taker throws ends the call, and is its failure. */
    public static <Q, S> CompletableFuture<Void> start(
            Operation operation, ClientCall<Q, S> call, Duration silenceMax, Q request, Consumer<? super S> taker) {
        Push<S> push = new Push<>(taker);
        Inflow<Q, S> inflow = new Inflow<>(operation, call, silenceMax, push);
        push.inflow = inflow;
        inflow.start(request, 1);
        Futures.onCancel(push.end, inflow::cancel);
        return push.end;
    }

    @Override
    public void message(S message) {
        if (end.isDone() || inflow == null) {
            return;
        }
        try {
            taker.accept(message);
        } catch (RuntimeException e) {
            end.completeExceptionally(e);
            inflow.cancel();
            return;
        }
        inflow.ask(1);
    }

    @Override
    public void end(@Nullable RecommendException failure) {
        if (failure == null) {
            end.complete(null);
        } else {
            end.completeExceptionally(failure);
        }
    }
}
