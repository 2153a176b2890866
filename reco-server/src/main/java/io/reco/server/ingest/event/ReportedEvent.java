package io.reco.server.ingest.event;

/**
 * An event as a caller reported it, not yet checked.
 *
 * @param typeCode as in {@code reco.v1.EventType}; anything
 * @param timeMs milliseconds since 1970 UTC; {@link #UNSET} when the caller gave none, which means the moment of acceptance
 * @param exposure token of the page it came from; empty for none
 * @param placement where it happened; empty where the token says it
 * @param position the place on the screen, from 1 on; 0 when not known
 * @param dwellMs how long the reader stayed, milliseconds; {@link #UNSET} when not known
 * @param retracted whether the reader takes it back
 */
public record ReportedEvent(
        String id,
        String reader,
        String article,
        int typeCode,
        long timeMs,
        String exposure,
        String placement,
        int position,
        long dwellMs,
        boolean retracted) {

    /** What the caller did not say. */
    public static final long UNSET = Long.MIN_VALUE;

    /** One of which the caller says no more. */
    public ReportedEvent(String id, String reader, String article, int typeCode, long timeMs, String exposure) {
        this(id, reader, article, typeCode, timeMs, exposure, "", 0, UNSET, false);
    }
}
