package io.reco.client.internal.request;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;

import io.grpc.Metadata;
import io.grpc.MethodDescriptor;

import io.reco.client.Operation;
import io.reco.client.internal.channel.CallTerms;
import io.reco.client.internal.channel.Connection;
import io.reco.client.internal.repeat.Patience;
import io.reco.client.internal.stream.Pull;
import io.reco.client.internal.stream.Push;

/**
 * How calls are made.
 *
 * @param validateOnly whether what changes something is only looked at by the server
 */
public record Caller(Connection connection, CallTerms terms, boolean validateOnly) {
    public Caller withDeadline(Duration deadline) {
        return new Caller(connection, terms.withDeadline(deadline), validateOnly);
    }

    public Caller waitingForReady() {
        return new Caller(connection, terms.waitingForReady(), validateOnly);
    }

    public Caller withPatience(Patience patience) {
        return new Caller(connection, terms.withPatience(patience), validateOnly);
    }

    public Caller onlyValidating() {
        return new Caller(connection, terms, true);
    }

    <Q, S> CompletableFuture<S> call(Operation operation, MethodDescriptor<Q, S> method, Q request) {
        return call(operation, method, request, Function.identity());
    }

    <Q, S, R> CompletableFuture<R> call(
            Operation operation, MethodDescriptor<Q, S> method, Q request, Function<S, R> decode) {
        return connection.call(operation, method, request, new Metadata(), terms, decode);
    }

    /** Never sent twice, neither by gRPC nor by a patient client. */
    <Q, S> CompletableFuture<S> callOnce(Operation operation, MethodDescriptor<Q, S> method, Q request) {
        return connection.callOnce(operation, method, request, terms);
    }

    <Q, S> Pull<S> pull(Operation operation, MethodDescriptor<Q, S> method, Q request) {
        return Pull.start(operation, connection.stream(method, terms), terms.silence(operation), request);
    }

    <Q, S> CompletableFuture<Void> push(
            Operation operation, MethodDescriptor<Q, S> method, Q request, Consumer<? super S> taker) {
        return Push.start(operation, connection.stream(method, terms), terms.silence(operation), request, taker);
    }
}
