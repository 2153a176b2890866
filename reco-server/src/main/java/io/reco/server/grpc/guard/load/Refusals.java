package io.reco.server.grpc.guard.load;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import org.jspecify.annotations.Nullable;

import io.reco.server.grpc.guard.load.Load.Reason;
import io.reco.server.grpc.status.Statuses;

/**
 * What refused calls are told, made beforehand: when calls are refused there is no time to spare. There are some of each kind,
 * with pauses of different lengths, so that callers who were refused together do not return together.
 */
final class Refusals {

    private static final int OF_A_KIND = 32;

    private final Map<CallClass, Map<Reason, List<StatusRuntimeException>>> made = new EnumMap<>(CallClass.class);

    Refusals() {
        for (CallClass callClass : CallClass.values()) {
            Map<Reason, List<StatusRuntimeException>> byReason = new EnumMap<>(Reason.class);
            for (Reason reason : Reason.values()) {
                byReason.put(
                        reason,
                        IntStream.range(0, OF_A_KIND)
                                .mapToObj(i -> make(callClass, reason))
                                .toList());
            }
            made.put(callClass, byReason);
        }
    }

    private static StatusRuntimeException make(CallClass callClass, Reason reason) {
        String text = switch (reason) {
            case CALLS -> "the server is busy: more calls than it can answer soon";
            case REQUEST_BYTES -> "the server is busy: more bytes of requests than it can hold";
            case UNREAD_ANSWERS -> "answers on this connection are not read (expected: to be read first)";
        };
        return Statuses.unavailable("OVERLOADED", text, Map.of("class", callClass.label()));
    }

    /** One of them, with trailers of its own, for gRPC writes into them. */
    StatusRuntimeException of(CallClass callClass, Reason reason) {
        List<StatusRuntimeException> alike = Objects.requireNonNull(
                Objects.requireNonNull(made.get(callClass)).get(reason));
        StatusRuntimeException one = alike.get(ThreadLocalRandom.current().nextInt(alike.size()));
        Metadata trailers = new Metadata();
        @Nullable Metadata its = one.getTrailers();
        if (its != null) {
            trailers.merge(its);
        }
        return new Told(one, trailers);
    }

    /** Without a trace of where: nothing failed. */
    private static final class Told extends StatusRuntimeException {
        private static final long serialVersionUID = 1;

        Told(StatusRuntimeException of, Metadata trailers) {
            super(of.getStatus(), trailers);
        }

        @Override
        public synchronized Throwable fillInStackTrace() {
            return this;
        }
    }
}
