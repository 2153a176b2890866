package io.reco.server.grpc.endpoint;

import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;

import io.grpc.stub.StreamObserver;

import io.reco.server.grpc.status.Statuses;

/** Carries what a layer below answers, or how it fails, to the caller. */
public final class Answers {

    private Answers() {}

    /** Answers with what {@code work} gives. */
    public static <T> void now(StreamObserver<T> caller, Supplier<T> work) {
        T answer;
        try {
            answer = work.get();
        } catch (RuntimeException e) {
            caller.onError(Statuses.of(e));
            return;
        }
        caller.onNext(answer);
        caller.onCompleted();
    }

    /** Answers, encoded, when the future completes. */
    public static <R, T> void later(
            StreamObserver<T> caller, Supplier<CompletableFuture<R>> work, Function<R, T> encode) {
        CompletableFuture<R> future;
        try {
            future = work.get();
        } catch (RuntimeException e) {
            caller.onError(Statuses.of(e));
            return;
        }
        var unused = future.whenComplete((result, failure) -> {
            if (failure != null) {
                caller.onError(Statuses.of(failure));
            } else {
                now(caller, () -> encode.apply(result));
            }
        });
    }
}
