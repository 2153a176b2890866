package io.reco.server.grpc.endpoint;

import java.util.ArrayList;
import java.util.List;

import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;

import io.reco.server.domain.Ids;
import io.reco.server.domain.Limits;
import io.reco.server.domain.refusal.Refusal;
import io.reco.server.domain.refusal.Refusal.Violation;

/** Fields that several requests share. */
public final class Fields {

    /** Stands for a timestamp that is none; every rule about times refuses it. */
    public static final long NOT_A_TIME = -1;

    private static final int NANOS_A_SECOND = 1_000_000_000;
    private static final int NANOS_A_MILLI = 1_000_000;

    /** No page holds more articles. */
    public static final int PAGE_SIZE_MAX = 100;

    private static final int PAGE_SIZE_DEFAULT = 10;

    private Fields() {}

    /** Refuses a call with no items or too many. */
    public static void requireCount(String field, int count) {
        if (count < 1 || count > Limits.ITEMS_MAX) {
            throw Refusal.invalid(List.of(Violation.of(field, count + " items", "1.." + Limits.ITEMS_MAX)));
        }
    }

    /** Refuses a call unless all of these are ids of articles. */
    public static void requireIds(String field, List<String> ids) {
        List<Violation> violations = new ArrayList<>();
        checkIds(field, ids, violations);
        requireNone(violations);
    }

    /** Adds a violation for each of these that is no id of an article. */
    public static void checkIds(String field, List<String> ids, List<Violation> violations) {
        for (int i = 0; i < ids.size(); i++) {
            Ids.check(field + "[" + i + "]", ids.get(i), violations);
        }
    }

    /** Refuses a call that has violations. */
    public static void requireNone(List<Violation> violations) {
        if (!violations.isEmpty()) {
            throw Refusal.invalid(violations);
        }
    }

    /** How many articles a page shall have: 0 leaves that to the service. */
    public static int pageSize(int asked) {
        return asked == 0 ? PAGE_SIZE_DEFAULT : asked;
    }

    /** Adds a violation unless a key by which a call is known again is there in good form, or not there. */
    public static void checkKey(String field, String key, List<Violation> violations) {
        if (!key.isEmpty() && !Ids.isVisibleAscii(key, Limits.CALLER_ID_CHARS_MAX)) {
            violations.add(Violation.of(field, key, Limits.CALLER_ID_EXPECTED));
        }
    }

    /** Milliseconds since 1970 UTC; {@link #NOT_A_TIME} for one before 1970 or outside the type's range. */
    public static long millis(Timestamp time) {
        if (time.getSeconds() < 0
                || time.getSeconds() > Limits.TIME_MAX_MS / 1_000
                || time.getNanos() < 0
                || time.getNanos() >= NANOS_A_SECOND) {
            return NOT_A_TIME;
        }
        return time.getSeconds() * 1_000 + time.getNanos() / NANOS_A_MILLI;
    }

    /** A time as it was sent, for whoever sent one that is none. */
    public static String text(Timestamp time) {
        return time.getSeconds() + " s" + (time.getNanos() == 0 ? "" : " and " + time.getNanos() + " ns");
    }

    /** A duration of so many milliseconds, not below 0. */
    public static Duration duration(long ms) {
        return Duration.newBuilder()
                .setSeconds(ms / 1_000)
                .setNanos((int) (ms % 1_000 * NANOS_A_MILLI))
                .build();
    }

    /** Milliseconds; {@link #NOT_A_TIME} for what is below 0, or no duration at all. */
    public static long millis(Duration duration) {
        boolean good = duration.getSeconds() >= 0
                && duration.getSeconds() <= Limits.TIME_MAX_MS / 1_000
                && duration.getNanos() >= 0
                && duration.getNanos() < NANOS_A_SECOND;
        return good ? duration.getSeconds() * 1_000 + duration.getNanos() / NANOS_A_MILLI : NOT_A_TIME;
    }

    public static Timestamp timestamp(long millis) {
        return Timestamp.newBuilder()
                .setSeconds(Math.floorDiv(millis, 1_000L))
                .setNanos((int) Math.floorMod(millis, 1_000L) * NANOS_A_MILLI)
                .build();
    }
}
