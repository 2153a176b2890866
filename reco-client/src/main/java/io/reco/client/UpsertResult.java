package io.reco.client;

import java.util.List;

/**
 * What became of upserted articles.
 *
 * @param upserted how many were stored
 * @param refused those that are wrong, in the order sent
 */
public record UpsertResult(long upserted, List<Refused<ArticleDetails>> refused) {
    public UpsertResult {
        refused = List.copyOf(refused);
    }
}
