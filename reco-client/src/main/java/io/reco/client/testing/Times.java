package io.reco.client.testing;

import java.time.Duration;
import java.time.Instant;

import com.google.protobuf.Timestamp;

/** Moments as the contract writes them. */
final class Times {
    private Times() {}

    static Timestamp timestamp(Instant time) {
        return Timestamp.newBuilder()
                .setSeconds(time.getEpochSecond())
                .setNanos(time.getNano())
                .build();
    }

    static Timestamp timestamp(long ms) {
        return timestamp(Instant.ofEpochMilli(ms));
    }

    static Instant instant(Timestamp time) {
        return Instant.ofEpochSecond(time.getSeconds(), time.getNanos());
    }

    static Duration duration(com.google.protobuf.Duration span) {
        return Duration.ofSeconds(span.getSeconds(), span.getNanos());
    }

    static long ms(Timestamp time) {
        return instant(time).toEpochMilli();
    }
}
