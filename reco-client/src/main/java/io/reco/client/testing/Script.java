package io.reco.client.testing;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import com.google.protobuf.Any;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;

import io.reco.api.v1.FieldViolation;
import io.reco.api.v1.Refusal;
import io.reco.client.Operation;
import io.reco.client.RecommendException.Code;
import io.reco.client.Violation;

/** Says how each attempt is answered, and counts them. Guarded by itself. */
final class Script {
    private static final Metadata.Key<String> PUSHBACK =
            Metadata.Key.of("grpc-retry-pushback-ms", Metadata.ASCII_STRING_MARSHALLER);

    private static final int ID_CHARS_MAX = 128;
    private static final int PLACEMENT_CHARS_MAX = 64;
    private static final String ID_EXPECTED = "1..128 visible ASCII characters, not 0";

    private final ScheduledExecutorService timer;
    private final Map<Operation, Queue<Answer>> next = new EnumMap<>(Operation.class);
    private final Map<Operation, Function<Operation, Answer>> always = new EnumMap<>(Operation.class);
    private final Map<Operation, Integer> calls = new EnumMap<>(Operation.class);
    private final Map<Operation, Integer> cancelled = new EnumMap<>(Operation.class);

    Script(ScheduledExecutorService timer) {
        this.timer = timer;
    }

    synchronized void next(Operation operation, List<Answer> answers) {
        next.computeIfAbsent(operation, key -> new ArrayDeque<>()).addAll(answers);
    }

    synchronized void always(Operation operation, Function<Operation, Answer> answers) {
        always.put(operation, answers);
    }

    synchronized int calls(Operation operation) {
        return calls.getOrDefault(operation, 0);
    }

    synchronized int cancelled(Operation operation) {
        return cancelled.getOrDefault(operation, 0);
    }

    private synchronized void countCancelled(Operation operation) {
        cancelled.merge(operation, 1, Integer::sum);
    }

    /** Counts an attempt and gives the answer it gets. */
    private synchronized Answer take(Operation operation) {
        calls.merge(operation, 1, Integer::sum);
        Queue<Answer> scripted = next.get(operation);
        Answer answer = scripted == null ? null : scripted.poll();
        return answer != null
                ? answer
                : always.getOrDefault(operation, call -> Answer.normal()).apply(operation);
    }

    /** Answers one attempt as the script says; {@code work} does what was asked and gives the real answer. */
    <R> void answer(Operation operation, StreamObserver<R> observer, Supplier<R> work) {
        ServerCallStreamObserver<R> call = (ServerCallStreamObserver<R>) observer;
        Answer answer = take(operation);
        if (answer.delay().isZero()) {
            call.setOnCancelHandler(() -> countCancelled(operation));
            finish(answer, call, work);
            return;
        }
        try {
            ScheduledFuture<?> pending = timer.schedule(
                    () -> finish(answer, call, work), answer.delay().toNanos(), NANOSECONDS);
            call.setOnCancelHandler(() -> {
                countCancelled(operation);
                pending.cancel(false);
            });
        } catch (RejectedExecutionException e) {
            call.onError(Status.UNAVAILABLE.withDescription("closed").asRuntimeException());
        }
    }

    /** As {@link #answer}, for a call whose answer is a stream; {@code work} sends it and ends it, now or later. */
    <R> void stream(Operation operation, StreamObserver<R> observer, Consumer<ServerCallStreamObserver<R>> work) {
        ServerCallStreamObserver<R> call = (ServerCallStreamObserver<R>) observer;
        call.setOnCancelHandler(() -> countCancelled(operation));
        Answer answer = take(operation);
        try {
            ScheduledFuture<?> unused = timer.schedule(
                    () -> {
                        if (answer.failure().isPresent()) {
                            call.onError(failure(answer, answer.failure().get()));
                            return;
                        }
                        try {
                            work.accept(call);
                        } catch (StatusRuntimeException refused) {
                            call.onError(refused);
                        }
                    },
                    answer.delay().toNanos(),
                    NANOSECONDS);
        } catch (RejectedExecutionException e) {
            call.onError(Status.UNAVAILABLE.withDescription("closed").asRuntimeException());
        }
    }

    private static <R> void finish(Answer answer, ServerCallStreamObserver<R> call, Supplier<R> work) {
        if (call.isCancelled()) {
            return;
        }
        if (answer.failure().isPresent()) {
            if (answer.applied()) {
                R unusedAnswer = work.get();
            }
            call.onError(failure(answer, answer.failure().get()));
            return;
        }
        R result;
        try {
            result = work.get();
        } catch (StatusRuntimeException refused) {
            call.onError(refused);
            return;
        }
        call.onNext(result);
        call.onCompleted();
    }

    /**
     * As the real server does it: {@code RetryInfo} for callers, and beside UNAVAILABLE also the trailer that gRPC's own
     * retries obey. They would obey it beside any other code, too.
     */
    private static StatusRuntimeException failure(Answer answer, Code code) {
        com.google.rpc.Status.Builder status = status(code, "scripted");
        if (!answer.violations().isEmpty()) {
            status = invalid(code, answer.violations()).toBuilder();
        }
        Metadata trailers = new Metadata();
        if (answer.retryAfter().isPresent()) {
            Duration wish = answer.retryAfter().get();
            if (code == Code.UNAVAILABLE) {
                trailers.put(PUSHBACK, Long.toString(wish.toMillis()));
            }
            status.addDetails(Any.pack(RetryInfo.newBuilder()
                    .setRetryDelay(com.google.protobuf.Duration.newBuilder()
                            .setSeconds(wish.getSeconds())
                            .setNanos(wish.getNano()))
                    .build()));
        }
        return StatusProto.toStatusRuntimeException(status.build(), trailers);
    }

    static Violation violation(String field, Object value, String expected) {
        return new Violation(field, field + ": " + value + " (expected: " + expected + ")", "INVALID_VALUE");
    }

    /** An item that is not taken while others of its call are. */
    static Refusal refusal(int index, List<Violation> violations) {
        Refusal.Builder refusal = Refusal.newBuilder()
                .setIndex(index)
                .setCode(Status.Code.INVALID_ARGUMENT.value())
                .setMessage(message(violations));
        violations.forEach(violation -> refusal.addViolations(FieldViolation.newBuilder()
                .setField(violation.field())
                .setDescription(violation.description())
                .setReason(violation.reason())));
        return refusal.build();
    }

    private static String message(List<Violation> violations) {
        return violations.stream().map(Violation::description).collect(Collectors.joining("; "));
    }

    /** Whether a text is of 1..{@code max} characters, each in {@code !..~}. */
    static boolean isVisibleAscii(String text, int max) {
        return !text.isEmpty() && text.length() <= max && text.chars().allMatch(c -> c >= '!' && c <= '~');
    }

    /** Adds a violation unless the text is the id of a reader or article. */
    static void requireId(String field, String id, List<Violation> violations) {
        if (!isVisibleAscii(id, ID_CHARS_MAX) || id.equals("0")) {
            violations.add(violation(field, id.isEmpty() ? "empty" : id, ID_EXPECTED));
        }
    }

    /** Refuses a call unless all of these are ids. */
    static void requireIds(String field, List<String> ids) {
        List<Violation> violations = new ArrayList<>();
        for (int i = 0; i < ids.size(); i++) {
            requireId(field + "[" + i + "]", ids.get(i), violations);
        }
        refuse(violations);
    }

    /** Adds a violation unless the text names a placement, or none. */
    static void requirePlacement(String field, String placement, List<Violation> violations) {
        if (placement.length() > PLACEMENT_CHARS_MAX || !placement.matches("[a-z0-9_-]*")) {
            violations.add(violation(field, placement, "0..64 of [a-z0-9_-]"));
        }
    }

    /** An item that is not taken for a reason of its own. */
    static Refusal refusal(int index, Code code, Violation violation) {
        return refusal(index, List.of(violation)).toBuilder()
                .setCode(Status.Code.valueOf(code.name()).value())
                .build();
    }

    /** Refuses a call when there is a violation. */
    static void refuse(List<Violation> violations) {
        if (!violations.isEmpty()) {
            throw StatusProto.toStatusRuntimeException(invalid(Code.INVALID_ARGUMENT, violations));
        }
    }

    static com.google.rpc.Status invalid(Code code, List<Violation> violations) {
        BadRequest.Builder badRequest = BadRequest.newBuilder();
        for (Violation violation : violations) {
            badRequest.addFieldViolations(BadRequest.FieldViolation.newBuilder()
                    .setField(violation.field())
                    .setDescription(violation.description())
                    .setReason(violation.reason()));
        }
        return status(code, message(violations), "INVALID_FIELDS")
                .addDetails(Any.pack(badRequest.build()))
                .build();
    }

    /** A failure that says of itself what it is, as all of the real server's own do. */
    static com.google.rpc.Status.Builder status(Code code, String message, String reason) {
        ErrorInfo info =
                ErrorInfo.newBuilder().setReason(reason).setDomain("reco.io").build();
        return status(code, message).addDetails(Any.pack(info));
    }

    private static com.google.rpc.Status.Builder status(Code code, String message) {
        return com.google.rpc.Status.newBuilder()
                .setCode(Status.Code.valueOf(code.name()).value())
                .setMessage(message);
    }

    void close() {
        timer.shutdownNow();
    }
}
