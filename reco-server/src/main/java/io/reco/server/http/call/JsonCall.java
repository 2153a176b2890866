package io.reco.server.http.call;

import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

import com.google.protobuf.Message;
import com.google.rpc.Code;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.ServerMethodDefinition;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import org.eclipse.jetty.http.HttpStatus;
import org.jspecify.annotations.Nullable;

import io.reco.server.grpc.GuardedServices;
import io.reco.server.grpc.status.Statuses;
import io.reco.server.grpc.wire.RequestParsing;
import io.reco.server.http.json.JsonMessages;

/**
 * A call of HTTP as gRPC's services see calls. It begins when its header is there, so that whoever may not call is refused
 * before the body is read; it gets one message, and is answered once.
 */
final class JsonCall<Q, A> extends ServicesCall<Q, A> implements Exchange.Reading {

    private final Exchange exchange;
    private final Consumer<Exchange.Reading> onAsked;
    private final Runnable onEnd;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final AtomicBoolean ended = new AtomicBoolean();
    private volatile boolean cancelled;
    private volatile @Nullable A message;
    private volatile Metadata answerHeaders = new Metadata();

    // Only tasks of the executor, which runs one at a time, see these.
    private Listener<Q> listener = new Listener<>() {};
    private byte @Nullable [] body;
    private int requested;

    /**
     * Begins nothing yet.
     *
     * @param onAsked is run each time the service asks for a message, so not before the caller was let in
     * @param onEnd is run once
     */
    JsonCall(
            ServerMethodDefinition<Q, A> method,
            CallHeaders headers,
            CallSide side,
            CallTracers tracers,
            Exchange exchange,
            GuardedServices services,
            Consumer<Exchange.Reading> onAsked,
            Runnable onEnd) {
        super(method, side, headers.timeout(), tracers, services);
        this.exchange = exchange;
        this.onAsked = onAsked;
        this.onEnd = onEnd;
    }

    /** Hands the call to its service. */
    void start(Metadata metadata) {
        tracers.started(this);
        context.addListener(this::endedFromOutside, Runnable::run);
        run(() -> {
            listener = method.getServerCallHandler().startCall(this, metadata);
            deliver();
        });
    }

    private void endedFromOutside(Context ended) {
        if (ended.cancellationCause() instanceof TimeoutException) {
            refuse(
                    HttpStatus.GATEWAY_TIMEOUT_504,
                    Statuses.exception(
                            Code.DEADLINE_EXCEEDED, "the time that the caller gave is over", "DEADLINE", Map.of()));
        }
    }

    @Override
    void stopped(StatusRuntimeException why) {
        refuse(HttpStatus.SERVICE_UNAVAILABLE_503, why);
    }

    @Override
    public void whole(byte[] bytes) {
        tracers.received(bytes.length);
        run(() -> {
            body = bytes;
            deliver();
        });
    }

    @Override
    public void gone(Throwable cause) {
        closed.set(true);
        cancelled = true;
        end(Status.CANCELLED.withDescription("the caller went away").withCause(cause));
    }

    /** Ends it, whatever its service is at and whatever of its body is missing; nothing when it ended already. */
    @Override
    public void refuse(int httpStatus, StatusRuntimeException failure) {
        if (closed.compareAndSet(false, true)) {
            cancelled = true;
            send(failure.getStatus(), Answer.error(httpStatus, failure));
        }
        exchange.cut();
    }

    private void deliver() {
        byte @Nullable [] bytes = body;
        if (bytes == null || requested == 0 || closed.get()) {
            return;
        }
        body = null;
        listener.onMessage(parse(bytes));
        if (!closed.get()) {
            listener.onHalfClose();
        }
    }

    @SuppressWarnings("unchecked") // what the method's own marshaller would make
    private Q parse(byte[] bytes) {
        return (Q) RequestParsing.read(method.getMethodDescriptor(), prototype -> JsonMessages.read(bytes, prototype));
    }

    @Override
    public void request(int messages) {
        run(() -> {
            requested += messages;
            onAsked.accept(this);
            deliver();
        });
    }

    @Override
    public void sendHeaders(Metadata headers) {
        answerHeaders = headers;
    }

    @Override
    public void sendMessage(A answer) {
        message = answer;
    }

    @Override
    public void close(Status status, Metadata trailers) {
        if (closed.compareAndSet(false, true)) {
            run(() -> answer(status, trailers));
        }
    }

    private void answer(Status status, Metadata trailers) {
        try {
            send(status, encoded(status, trailers));
        } catch (RuntimeException e) {
            StatusRuntimeException defect = Statuses.of(e);
            send(defect.getStatus(), Answer.error(HttpStatus.INTERNAL_SERVER_ERROR_500, defect));
        }
    }

    private Answer encoded(Status status, Metadata trailers) {
        if (!status.isOk()) {
            return Answer.error(status, trailers);
        }
        return Answer.ok(
                (Message) Objects.requireNonNull(message, "an answer without a message"), answerHeaders, trailers);
    }

    private void send(Status status, Answer answer) {
        tracers.sent(answer.body().length);
        exchange.answer(answer, failure -> end(failure == null ? status : Status.CANCELLED.withCause(failure)));
    }

    private void end(Status status) {
        if (!ended.compareAndSet(false, true)) {
            return;
        }
        tracers.closed(status);
        boolean gone = cancelled || status.getCode() == Status.Code.CANCELLED;
        context.cancel(gone ? status.asRuntimeException() : null);
        run(gone ? () -> listener.onCancel() : () -> listener.onComplete());
        onEnd.run();
    }

    @Override
    public boolean isCancelled() {
        return cancelled;
    }
}
