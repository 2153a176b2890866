package io.reco.server.exposure;

import java.util.List;

/**
 * What a token says of the page it belongs to, as far as feedback needs it.
 *
 * @param reader the id of who was shown the page; empty for an anonymous reader
 * @param placement the page's
 * @param stamp the page's, milliseconds since 1970 UTC
 * @param articles the ids on it, best first
 * @param degraded whether less than the whole pipeline made it
 */
public record Exposure(String reader, String placement, long stamp, List<String> articles, boolean degraded) {

    public Exposure {
        articles = List.copyOf(articles);
    }

    /** The same page under another stamp. */
    public Exposure stamped(long other) {
        return new Exposure(reader, placement, other, articles, degraded);
    }
}
