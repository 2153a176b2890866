package io.reco.server.grpc.endpoint.catalog;

import java.util.concurrent.CompletableFuture;

import io.reco.api.v1.Article;
import io.reco.api.v1.ListArticlesResponse;
import io.reco.server.browse.ArticleQuery;
import io.reco.server.browse.Lookup;
import io.reco.server.browse.Place;

/**
 * One answer of a list: until it has as many articles as were asked for, has no more space, nothing is left, or enough was
 * looked at.
 */
final class ListCall {

    /** Looks of one call, see {@link Lookup.Piece#looks}: some tens of milliseconds of a processor. */
    private static final int LOOKS_MAX = 4_000;

    private final Lookup lookup;
    private final ArticleQuery query;
    private final int size;
    private final ListArticlesResponse.Builder response = ListArticlesResponse.newBuilder();
    private final AnswerSpace space = new AnswerSpace();
    private int looks;

    ListCall(Lookup lookup, ArticleQuery query, int size) {
        this.lookup = lookup;
        this.query = query;
        this.size = size;
    }

    CompletableFuture<ListArticlesResponse> answer(Place after) {
        return lookup.next(query, after).thenCompose(piece -> {
            looks += piece.looks();
            Place last = after;
            for (Lookup.Found found : piece.found()) {
                Article article = ArticleMessages.encode(found.article());
                if (response.getArticlesCount() == size || !space.takes(article)) {
                    return CompletableFuture.completedFuture(until(last));
                }
                response.addArticles(article);
                last = found.place();
            }
            if (piece.end()) {
                return CompletableFuture.completedFuture(response.build());
            }
            return response.getArticlesCount() == size || looks >= LOOKS_MAX
                    ? CompletableFuture.completedFuture(until(piece.last()))
                    : answer(piece.last());
        });
    }

    /** The answer when there may be more after a place. */
    private ListArticlesResponse until(Place last) {
        return response.setNextPageToken(lookup.token(query, last)).build();
    }
}
