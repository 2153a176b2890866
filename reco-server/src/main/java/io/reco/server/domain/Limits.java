package io.reco.server.domain;

import java.time.Duration;

/** Limits of the contract that more than one layer keeps to. */
public final class Limits {

    /** Events, articles or ids of one call. */
    public static final int ITEMS_MAX = 1_000;

    /** Characters of the id of an event and of the key of a call, which their callers make. */
    public static final int CALLER_ID_CHARS_MAX = 64;

    /** What such an id must be, in the words of a refusal. */
    public static final String CALLER_ID_EXPECTED = "1..64 visible ASCII characters";

    /** 1990-01-01, milliseconds since 1970 UTC: nothing happened before it. */
    public static final long TIME_MIN_MS = 631_152_000_000L;

    /** The last millisecond of the year 9999, where {@code google.protobuf.Timestamp} ends. */
    public static final long TIME_MAX_MS = 253_402_300_799_999L;

    /** A number up to here that should be milliseconds is in seconds: a day before 1973-03-03 otherwise. */
    public static final long SECONDS_MAX = 99_999_999_999L;

    /** How far ahead of the server's clock an event's time may be; it then counts as now. */
    public static final Duration EVENT_AHEAD_MAX = Duration.ofDays(1);

    /** The last place on a screen that is told apart. */
    public static final int POSITION_MAX = 10_000;

    /** The longest stay. */
    public static final Duration DWELL_MAX = Duration.ofHours(24);

    private Limits() {}
}
