package io.reco.server.grpc.endpoint.page;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import com.google.protobuf.CodedOutputStream;

import io.reco.api.v1.Article;
import io.reco.api.v1.Result;
import io.reco.server.browse.ArticleQuery;
import io.reco.server.browse.ListedArticle;
import io.reco.server.browse.Lookup;
import io.reco.server.grpc.endpoint.catalog.ArticleMessages;

/** Puts what a caller wants to know of articles into an answer. */
final class Details {

    /** An answer stays below 4 MiB: so much of it may be articles. */
    private static final int ARTICLES_BYTES_MAX = 3 << 20;

    private final Lookup lookup;

    Details(Lookup lookup) {
        this.lookup = lookup;
    }

    /**
     * The results with their articles' fields. Where all of them would be too much, the last ones stay without, which shows in
     * that {@code article} is not set. With the mask's stats those of the results are whole, too.
     */
    CompletableFuture<List<Result>> of(List<Result> results, ReadMask mask) {
        if (mask.isEmpty() || results.isEmpty()) {
            return CompletableFuture.completedFuture(results);
        }
        List<String> ids = results.stream().map(Result::getArticleId).toList();
        ArticleQuery.View view = mask.hasStats() ? ArticleQuery.View.FULL : ArticleQuery.View.BASIC;
        return lookup.get(ids, view).thenApply(found -> {
            Map<String, ListedArticle> byId = new HashMap<>();
            found.forEach(article -> byId.put(article.id(), article));
            Result[] detailed = new Result[results.size()];
            int left = ARTICLES_BYTES_MAX;
            for (int i = 0; i < detailed.length; i++) {
                Result result = results.get(i);
                ListedArticle article = byId.get(result.getArticleId());
                detailed[i] = article == null ? result : detailed(result, article, mask, left);
                left -= detailed[i].hasArticle()
                        ? CodedOutputStream.computeMessageSize(3, detailed[i].getArticle())
                        : 0;
            }
            return List.of(detailed);
        });
    }

    private static Result detailed(Result result, ListedArticle listed, ReadMask mask, int bytesMax) {
        Article whole = ArticleMessages.encode(listed);
        Article article = mask.of(whole);
        Result.Builder detailed = result.toBuilder();
        if (whole.hasStats()) {
            detailed.setStats(whole.getStats());
        }
        if (CodedOutputStream.computeMessageSize(3, article) <= bytesMax) {
            detailed.setArticle(article);
        }
        return detailed.build();
    }
}
