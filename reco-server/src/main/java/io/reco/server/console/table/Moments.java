package io.reco.server.console.table;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;

import com.google.protobuf.Timestamp;

/** Moments as people read them, all in UTC. */
public final class Moments {

    private static final DateTimeFormatter FIELD =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss").withZone(ZoneOffset.UTC);

    private Moments() {}

    /** As a moment of the JDK. */
    public static Instant of(Timestamp time) {
        return Instant.ofEpochSecond(time.getSeconds(), time.getNanos());
    }

    /** As the contract has it. */
    public static Timestamp timestamp(Instant moment) {
        return Timestamp.newBuilder()
                .setSeconds(moment.getEpochSecond())
                .setNanos(moment.getNano())
                .build();
    }

    /** Such as {@code 2026-11-28T05:21:25.123Z}. */
    public static String exact(Instant moment) {
        return moment.truncatedTo(ChronoUnit.MILLIS).toString();
    }

    /** As a browser's field for a date and a time has it. */
    public static String field(Instant moment) {
        return FIELD.format(moment);
    }

    /** Such as {@code 3 min ago}, or {@code in 2 d}. */
    public static String relative(Instant moment, Instant now) {
        Duration past = Duration.between(moment, now);
        if (past.abs().toSeconds() < 1) {
            return "now";
        }
        return past.isNegative() ? "in " + length(past.negated()) : length(past) + " ago";
    }

    /** Such as {@code 3 min}. */
    public static String length(Duration length) {
        if (length.toMinutes() < 1) {
            return length.toSeconds() + " s";
        }
        if (length.toHours() < 1) {
            return length.toMinutes() + " min";
        }
        if (length.toDays() < 2) {
            return length.toHours() + " h";
        }
        return length.toDays() < 730 ? length.toDays() + " d" : length.toDays() / 365 + " years";
    }
}
