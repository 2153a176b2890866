package io.reco.client.internal.channel;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;

import io.grpc.CallCredentials;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientStreamTracer;
import io.grpc.ConnectivityState;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthGrpc;
import org.jspecify.annotations.Nullable;

import io.reco.client.Operation;
import io.reco.client.RecommendException;
import io.reco.client.RecommendException.Code;
import io.reco.client.internal.future.Futures;
import io.reco.client.internal.repeat.Patience;
import io.reco.client.internal.wire.Failures;

/** The channels to the servers, and the one way a call is made on them. */
public final class Connection {
    /** How long after its deadline a call that gRPC itself left hanging is given up. */
    private static final Duration HANG_SLACK = Duration.ofSeconds(1);

    private static final Duration CUT_OFF_WAIT = Duration.ofSeconds(1);

    private final ManagedChannel calls;
    /** Apart from the other one, because that never sends a call to a server that says it is not serving. */
    private final ManagedChannel health;
    /** Of calls that gRPC must not send twice; made when there is the first, for few clients have any. */
    private final Supplier<ManagedChannel> makeOnce;

    private final Set<ClientCall<?, ?>> streams = ConcurrentHashMap.newKeySet();
    private @Nullable ManagedChannel once;

    private final @Nullable CallCredentials credentials;
    private volatile boolean closed;

    Connection(
            ManagedChannel calls,
            ManagedChannel health,
            Supplier<ManagedChannel> makeOnce,
            @Nullable CallCredentials credentials) {
        this.calls = calls;
        this.health = health;
        this.makeOnce = makeOnce;
        this.credentials = credentials;
        new Reconnect(calls).watch();
        new Reconnect(health).watch();
    }

    /**
     * Sends one request and gives its decoded answer, or a {@link RecommendException}. Cancelling the future cancels the
     * call on the server. Questions about health are not repeated.
     */
    public <Q, S, R> CompletableFuture<R> call(
            Operation operation,
            MethodDescriptor<Q, S> method,
            Q request,
            Metadata headers,
            CallTerms terms,
            Function<S, R> decode) {
        requireOpen();
        Patience patience = terms.patience();
        if (patience == null || operation == Operation.HEALTH) {
            Channel channel = operation == Operation.HEALTH ? health : calls;
            return call(channel, operation, method, request, headers, terms, decode);
        }
        return patience.repeat(() -> call(calls, operation, method, request, headers, terms, decode), () -> !closed);
    }

    /** As {@link #call}, but never sent a second time, whatever the terms say. */
    public <Q, S> CompletableFuture<S> callOnce(
            Operation operation, MethodDescriptor<Q, S> method, Q request, CallTerms terms) {
        return call(once(), operation, method, request, new Metadata(), terms, Function.identity());
    }

    private synchronized ManagedChannel once() {
        requireOpen();
        ManagedChannel made = once;
        if (made == null) {
            made = makeOnce.get();
            once = made;
            new Reconnect(made).watch();
        }
        return made;
    }

    /** A call whose answer is a stream, not started yet. It has no deadline, and is cancelled when this closes. */
    public <Q, S> ClientCall<Q, S> stream(MethodDescriptor<Q, S> method, CallTerms terms) {
        requireOpen();
        CallOptions options = CallOptions.DEFAULT;
        if (credentials != null) {
            options = options.withCallCredentials(credentials);
        }
        ClientCall<Q, S> call = calls.newCall(method, terms.waitForReady() ? options.withWaitForReady() : options);
        return new SimpleForwardingClientCall<>(call) {
            @Override
            public void start(Listener<S> listener, Metadata headers) {
                ClientCall<Q, S> started = this;
                streams.add(started);
                super.start(
                        new SimpleForwardingClientCallListener<>(listener) {
                            @Override
                            public void onClose(Status status, Metadata trailers) {
                                streams.remove(started);
                                super.onClose(status, trailers);
                            }
                        },
                        headers);
            }
        };
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("client: closed (expected: open)");
        }
    }

    private <Q, S, R> CompletableFuture<R> call(
            Channel channel,
            Operation operation,
            MethodDescriptor<Q, S> method,
            Q request,
            Metadata headers,
            CallTerms terms,
            Function<S, R> decode) {
        Duration deadline = terms.deadline(operation);
        AttemptCount attempts = new AttemptCount();
        ClientCall<Q, S> call = channel.newCall(method, options(terms, deadline, attempts));
        CompletableFuture<S> answer =
                new CompletableFuture<S>().orTimeout(deadline.plus(HANG_SLACK).toNanos(), NANOSECONDS);
        CompletableFuture<R> result = new CompletableFuture<>();
        send(call, request, headers, answer);
        Futures.onEnd(answer, (message, failure) -> {
            if (failure == null) {
                decode(operation, message, decode, result);
                return;
            }
            result.completeExceptionally(failure(operation, failure, attempts.count.get()));
            if (failure instanceof TimeoutException) {
                call.cancel("no end after the deadline", failure);
            }
        });
        // Only now: cancelling a call while it starts is a known defect of gRPC.
        Futures.onCancel(result, () -> call.cancel("cancelled by the caller", null));
        return result;
    }

    private CallOptions options(CallTerms terms, Duration deadline, AttemptCount attempts) {
        // gRPC itself takes the smaller of this deadline and that of the caller's Context.
        CallOptions options = CallOptions.DEFAULT
                .withDeadlineAfter(deadline.toNanos(), NANOSECONDS)
                .withStreamTracerFactory(attempts);
        if (credentials != null) {
            options = options.withCallCredentials(credentials);
        }
        return terms.waitForReady() ? options.withWaitForReady() : options;
    }

    private static <Q, S> void send(ClientCall<Q, S> call, Q request, Metadata headers, CompletableFuture<S> answer) {
        try {
            call.start(new AnswerListener<>(answer), headers);
            call.request(2); // one is the answer, a second would be an error that gRPC then reports
            call.sendMessage(request);
            call.halfClose();
        } catch (RuntimeException | Error e) {
            call.cancel("could not be sent", e);
            throw e;
        }
    }

    private static <S, R> void decode(
            Operation operation, S message, Function<S, R> decode, CompletableFuture<R> result) {
        try {
            result.complete(decode.apply(message));
        } catch (RuntimeException e) {
            result.completeExceptionally(
                    e instanceof RecommendException
                            ? e
                            : Failures.local(operation, Code.INTERNAL, "answer: " + e.getMessage(), e));
        }
    }

    private static RecommendException failure(Operation operation, Throwable failure, int attempts) {
        if (failure instanceof StatusRuntimeException ended) {
            return Failures.of(operation, ended.getStatus(), ended.getTrailers(), attempts, ended);
        }
        return Failures.local(operation, Code.DEADLINE_EXCEEDED, "no end after the deadline", failure);
    }

    /**
     * Starts connecting, and waits until a server is ready or the time is up. It then makes one call that asks for nothing,
     * because a program's very first call loads hundreds of classes: often longer than a page may take.
     */
    public void connect(Duration timeout) {
        long end = System.nanoTime() + timeout.toNanos();
        try {
            if (!awaitReady(end)) {
                return;
            }
            Duration left = Duration.ofNanos(Math.max(1, end - System.nanoTime()));
            call(
                            calls,
                            Operation.HEALTH,
                            HealthGrpc.getCheckMethod(),
                            HealthCheckRequest.getDefaultInstance(),
                            new Metadata(),
                            new CallTerms(Map.of(), left, false, null),
                            Function.identity())
                    .get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException unanswered) {
            // The calls to come will say what is wrong.
        }
    }

    private boolean awaitReady(long end) throws InterruptedException {
        ConnectivityState state = calls.getState(true);
        while (state != ConnectivityState.READY) {
            CountDownLatch changed = new CountDownLatch(1);
            calls.notifyWhenStateChanged(state, changed::countDown);
            if (!changed.await(end - System.nanoTime(), NANOSECONDS)) {
                return false;
            }
            state = calls.getState(true);
        }
        return true;
    }

    /** Lets running calls end, at most this long, then cuts them off. */
    public void close(Duration timeout) {
        closed = true;
        // A stream may go on for ever, so it is not waited for.
        streams.forEach(stream -> stream.cancel("client closed", null));
        ManagedChannel single = closedOnce();
        calls.shutdown();
        health.shutdown();
        try {
            long end = System.nanoTime() + timeout.toNanos();
            boolean ended = calls.awaitTermination(timeout.toNanos(), NANOSECONDS)
                    && health.awaitTermination(end - System.nanoTime(), NANOSECONDS)
                    && (single == null || single.awaitTermination(end - System.nanoTime(), NANOSECONDS));
            if (!ended) {
                cutOff();
                if (!calls.awaitTermination(CUT_OFF_WAIT.toNanos(), NANOSECONDS)) {
                    return; // nothing more can be done; gRPC ends it in its own time
                }
            }
        } catch (InterruptedException e) {
            cutOff();
            Thread.currentThread().interrupt();
        }
    }

    private synchronized @Nullable ManagedChannel closedOnce() {
        if (once != null) {
            once.shutdown();
        }
        return once;
    }

    private synchronized void cutOff() {
        calls.shutdownNow();
        health.shutdownNow();
        if (once != null) {
            once.shutdownNow();
        }
    }

    /** Takes the one message and the end of a call. */
    private static final class AnswerListener<S> extends ClientCall.Listener<S> {
        private final CompletableFuture<S> answer;
        private @Nullable S message;

        AnswerListener(CompletableFuture<S> answer) {
            this.answer = answer;
        }

        @Override
        public void onMessage(S message) {
            this.message = message;
        }

        @Override
        public void onClose(Status status, Metadata trailers) {
            if (status.isOk() && message != null) {
                answer.complete(message);
            } else if (status.isOk()) {
                answer.completeExceptionally(Status.INTERNAL
                        .withDescription("no answer in an OK call")
                        .asRuntimeException(trailers));
            } else {
                answer.completeExceptionally(status.asRuntimeException(trailers));
            }
        }
    }

    /** Counts how often gRPC sends one call. */
    private static final class AttemptCount extends ClientStreamTracer.Factory {
        private final AtomicInteger count = new AtomicInteger();

        @Override
        public ClientStreamTracer newClientStreamTracer(ClientStreamTracer.StreamInfo info, Metadata headers) {
            if (!info.isTransparentRetry()) {
                count.incrementAndGet();
            }
            return new ClientStreamTracer() {};
        }
    }
}
