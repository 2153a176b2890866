package io.reco.server.exposure;

import java.util.List;

/**
 * What a token says of the page it belongs to, as far as feedback needs it.
 *
 * @param reader the id of who was shown the page; empty for an anonymous reader
 * @param placement the page's
 * @param stamp the page's, milliseconds since 1970 UTC
 * @param articles the ids on it, best first
 * @param sourceCodes what spoke most for each of them, in the same order, by {@code reco.v1.Source}; a newer server may know more
 * @param degraded whether less than the whole pipeline made it
 */
public record Exposure(
        String reader,
        String placement,
        long stamp,
        List<String> articles,
        List<Integer> sourceCodes,
        boolean degraded) {

    public Exposure {
        articles = List.copyOf(articles);
        sourceCodes = List.copyOf(sourceCodes);
    }

    /** The same page under another stamp. */
    public Exposure stamped(long other) {
        return new Exposure(reader, placement, other, articles, sourceCodes, degraded);
    }
}
