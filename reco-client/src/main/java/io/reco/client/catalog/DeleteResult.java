package io.reco.client.catalog;

import java.util.List;

/**
 * What became of deleted articles.
 *
 * @param deleted how many were in the catalogue and are not any more
 * @param missing ids of those that were not in the catalogue, in the order sent. One that an attempt deleted whose answer
 *     got lost counts here
 */
public record DeleteResult(int deleted, List<String> missing) {
    public DeleteResult {
        missing = List.copyOf(missing);
    }
}
