package io.reco.server.store.valkey.tail;

/**
 * A fact's place in its partition's stream: an entry is named by the place of its last fact. As a position it stays above that of
 * all that was lost with another server, as long as their clocks are less apart than the other one's end took.
 *
 * @param ms of the server that took the fact in, milliseconds since 1970 UTC, or more
 * @param sequence within that millisecond, below 2^20
 */
public record StreamPlace(long ms, long sequence) {

    private static final int SEQUENCE_BITS = 20;

    /** Of a position in the log. */
    public static StreamPlace of(long position) {
        return new StreamPlace(position >>> SEQUENCE_BITS, position & ((1L << SEQUENCE_BITS) - 1));
    }

    /** Of the name of an entry, such as {@code 1760000000000-3}. */
    static StreamPlace named(String entry) {
        int dash = entry.indexOf('-');
        return new StreamPlace(Long.parseLong(entry.substring(0, dash)), Long.parseLong(entry.substring(dash + 1)));
    }

    /** As a position in the log; 0 before the first. */
    public long position() {
        return (ms << SEQUENCE_BITS) | sequence;
    }
}
