package io.reco.server.ingest.watch;

import java.util.List;

/**
 * What a caller wants to be told of, not yet checked. All that is set must hold of an event.
 *
 * @param position what {@link Watch#position} said, to go on from there; empty for now, or for the oldest
 * @param fromOldest without a position, whether to begin with the oldest event that is kept
 * @param readers ids; empty for all
 * @param articles ids; empty for all
 * @param typeCodes as in {@code reco.v1.EventType}; empty for all
 */
public record WatchRequest(
        String position, boolean fromOldest, List<String> readers, List<String> articles, List<Integer> typeCodes) {

    public WatchRequest {
        readers = List.copyOf(readers);
        articles = List.copyOf(articles);
        typeCodes = List.copyOf(typeCodes);
    }
}
