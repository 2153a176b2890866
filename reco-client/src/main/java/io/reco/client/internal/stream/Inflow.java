package io.reco.client.internal.stream;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import org.jspecify.annotations.Nullable;

import io.reco.client.Operation;
import io.reco.client.RecommendException;
import io.reco.client.RecommendException.Code;
import io.reco.client.internal.wire.Failures;

/**
 * One streaming call. A message comes only when it was asked for, so a slow taker slows the server, not the memory. Ended
 * when the server is silent for too long although a message was asked for.
 */
final class Inflow<Q, S> extends ClientCall.Listener<S> {
    private static final int CHECKS_PER_SILENCE = 4;

    private final Operation operation;
    private final ClientCall<Q, S> call;
    private final Duration silenceMax;
    private final Receiver<S> receiver;
    private int asked;
    private long waitingSinceNanos;
    private boolean silent;
    private boolean cancelled;
    private boolean ended;

    /** Hears of what comes; one call after the other. */
    interface Receiver<S> {
        void message(S message);

        /** The end; null: as it should be, or because this side cancelled. */
        void end(@Nullable RecommendException failure);
    }

    Inflow(Operation operation, ClientCall<Q, S> call, Duration silenceMax, Receiver<S> receiver) {
        this.operation = operation;
        this.call = call;
        this.silenceMax = silenceMax;
        this.receiver = receiver;
    }

    /** Sends the request and asks for so many messages. */
    void start(Q request, int messages) {
        try {
            call.start(this, new Metadata());
            ask(messages);
            call.sendMessage(request);
            call.halfClose();
        } catch (RuntimeException | Error e) {
            call.cancel("could not be sent", e);
            throw e;
        }
        checkSilenceLater();
    }

    void ask(int messages) {
        synchronized (this) {
            if (asked == 0) {
                waitingSinceNanos = System.nanoTime();
            }
            asked += messages;
        }
        call.request(messages);
    }

    void cancel() {
        synchronized (this) {
            cancelled = true;
        }
        call.cancel("cancelled by the caller", null);
    }

    private void checkSilenceLater() {
        CompletableFuture.delayedExecutor(silenceMax.toNanos() / CHECKS_PER_SILENCE, NANOSECONDS)
                .execute(() -> {
                    if (isSilent()) {
                        call.cancel("silent", null);
                    } else if (!isEnded()) {
                        checkSilenceLater();
                    }
                });
    }

    private synchronized boolean isEnded() {
        return ended;
    }

    private synchronized boolean isSilent() {
        silent = !ended && asked > 0 && System.nanoTime() - waitingSinceNanos > silenceMax.toNanos();
        return silent;
    }

    @Override
    public void onMessage(S message) {
        synchronized (this) {
            asked--;
            waitingSinceNanos = System.nanoTime();
        }
        receiver.message(message);
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
        boolean asItShould;
        boolean wasSilent;
        synchronized (this) {
            ended = true;
            asItShould = status.isOk() || cancelled;
            wasSilent = silent;
        }
        if (asItShould) {
            receiver.end(null);
        } else if (wasSilent) {
            receiver.end(Failures.local(
                    operation, Code.DEADLINE_EXCEEDED, "nothing came for " + silenceMax.toSeconds() + " s", null));
        } else {
            receiver.end(Failures.of(operation, status, trailers, 1, status.asRuntimeException(trailers)));
        }
    }
}
