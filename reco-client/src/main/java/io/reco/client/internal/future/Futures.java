package io.reco.client.internal.future;

import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Futures made of several calls, whose cancellation reaches the call under way. {@code CompletableFuture}'s own
 * combinators do not pass a cancellation on.
 */
public final class Futures {
    private Futures() {}

    /** Runs {@code next} on the outcome of {@code first}. */
    public static <A, B> CompletableFuture<B> then(CompletableFuture<A> first, Function<A, CompletableFuture<B>> next) {
        CompletableFuture<B> whole = new CompletableFuture<>();
        onEnd(first, (value, failure) -> {
            if (failure != null) {
                whole.completeExceptionally(cause(failure));
            } else {
                follow(whole, () -> next.apply(value), whole::complete);
            }
        });
        cancelWith(whole, first);
        return whole;
    }

    /** The value of {@code first}, made into another. */
    public static <A, B> CompletableFuture<B> map(CompletableFuture<A> first, Function<A, B> change) {
        return then(first, value -> CompletableFuture.completedFuture(change.apply(value)));
    }

    /** The value of {@code first}, or what {@code repair} makes of its failure. A cancellation is not repaired. */
    public static <A> CompletableFuture<A> recover(CompletableFuture<A> first, Repair<A> repair) {
        CompletableFuture<A> whole = new CompletableFuture<>();
        onEnd(first, (value, failure) -> {
            if (failure == null) {
                whole.complete(value);
                return;
            }
            try {
                whole.complete(repair.apply(cause(failure)));
            } catch (Throwable e) {
                whole.completeExceptionally(e);
            }
        });
        cancelWith(whole, first);
        return whole;
    }

    /** Gives a value for a failure, or throws it again. */
    public interface Repair<A> {
        A apply(Throwable failure) throws Throwable;
    }

    /**
     * Runs one call per chunk, one after the other, each answer handed to {@code collect}; then {@code finish} gives the value.
     */
    public static <C, S, R> CompletableFuture<R> eachInTurn(
            Iterator<C> chunks, Function<C, CompletableFuture<S>> call, BiConsumer<C, S> collect, Supplier<R> finish) {
        CompletableFuture<R> whole = new CompletableFuture<>();
        step(whole, chunks, call, collect, finish);
        return whole;
    }

    private static <C, S, R> void step(
            CompletableFuture<R> whole,
            Iterator<C> chunks,
            Function<C, CompletableFuture<S>> call,
            BiConsumer<C, S> collect,
            Supplier<R> finish) {
        if (whole.isDone()) {
            return;
        }
        if (!chunks.hasNext()) {
            whole.complete(finish.get());
            return;
        }
        C chunk = chunks.next();
        follow(whole, () -> call.apply(chunk), answer -> {
            collect.accept(chunk, answer);
            step(whole, chunks, call, collect, finish);
        });
    }

    /** Starts a part of the whole, unless that is over already, and goes on with its value or ends the whole. */
    private static <S, R> void follow(
            CompletableFuture<R> whole, Supplier<CompletableFuture<S>> start, Consumer<S> goOn) {
        if (whole.isDone()) {
            return;
        }
        CompletableFuture<S> part;
        try {
            part = start.get();
        } catch (RuntimeException e) {
            whole.completeExceptionally(e);
            return;
        }
        onEnd(part, (value, failure) -> {
            if (failure != null) {
                whole.completeExceptionally(cause(failure));
                return;
            }
            try {
                goOn.accept(value);
            } catch (RuntimeException e) {
                whole.completeExceptionally(e);
            }
        });
        cancelWith(whole, part);
    }

    private static void cancelWith(CompletableFuture<?> whole, CompletableFuture<?> part) {
        onCancel(whole, () -> part.cancel(true));
    }

    public static <T> void onCancel(CompletableFuture<T> future, Runnable action) {
        onEnd(future, (value, failure) -> {
            if (future.isCancelled()) {
                action.run();
            }
        });
    }

    public static <T> void onEnd(CompletableFuture<T> future, BiConsumer<? super T, ? super Throwable> action) {
        CompletableFuture<T> unused = future.whenComplete(action);
    }

    public static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }
}
