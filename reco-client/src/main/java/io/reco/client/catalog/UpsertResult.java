package io.reco.client.catalog;

import java.util.List;

import io.reco.client.Refused;

/**
 * What became of upserted articles.
 *
 * @param upserted how many are now as they were sent; an id that was sent twice in one request counts once
 * @param refused those that are wrong, in the order sent
 */
public record UpsertResult(long upserted, List<Refused<ArticleDetails>> refused) {
    public UpsertResult {
        refused = List.copyOf(refused);
    }
}
