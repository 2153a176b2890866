package io.reco.server.domain;

/**
 * What a reader did with an article.
 *
 * @param id the caller's, unique within its reader: 1..64 visible ASCII characters
 * @param reader the id of who did it, see {@link Ids}
 * @param article the id of an article, possibly unknown to the catalogue
 * @param timeMs when it happened, milliseconds since 1970 UTC, never in the future when it was accepted
 * @param pageStamp the stamp of the page it came from, or 0 when it is not attributed
 */
public record Event(String id, String reader, String article, EventType type, long timeMs, long pageStamp)
        implements Fact {}
