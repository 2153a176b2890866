package io.reco.server.ingest;

/**
 * An event as a caller reported it, not yet checked.
 *
 * @param typeCode as in {@code reco.v1.EventType}; anything
 * @param timeMs milliseconds since 1970 UTC; {@link #NOW} when the caller gave none
 * @param exposure token of the page it came from; empty for none
 */
public record ReportedEvent(String id, String reader, String article, int typeCode, long timeMs, String exposure) {

    /** The moment of acceptance. */
    public static final long NOW = Long.MIN_VALUE;
}
