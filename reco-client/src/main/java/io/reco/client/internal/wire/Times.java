package io.reco.client.internal.wire;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

import com.google.protobuf.Timestamp;

/** Moments and spans as the contract writes them. */
public final class Times {
    private Times() {}

    public static Timestamp timestamp(Instant time) {
        return Timestamp.newBuilder()
                .setSeconds(time.getEpochSecond())
                .setNanos(time.getNano())
                .build();
    }

    /** Unset, it is 1970. */
    public static Instant instant(Timestamp time) {
        return Instant.ofEpochSecond(time.getSeconds(), time.getNanos());
    }

    public static Optional<Instant> instant(boolean set, Timestamp time) {
        return set ? Optional.of(instant(time)) : Optional.empty();
    }

    public static com.google.protobuf.Duration duration(Duration span) {
        return com.google.protobuf.Duration.newBuilder()
                .setSeconds(span.getSeconds())
                .setNanos(span.getNano())
                .build();
    }

    public static Duration duration(com.google.protobuf.Duration span) {
        return Duration.ofSeconds(span.getSeconds(), span.getNanos());
    }
}
