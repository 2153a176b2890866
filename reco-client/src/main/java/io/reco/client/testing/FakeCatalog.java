package io.reco.client.testing;

import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.grpc.stub.StreamObserver;

import io.reco.api.v1.Article;
import io.reco.api.v1.CatalogServiceGrpc;
import io.reco.api.v1.DeleteArticlesRequest;
import io.reco.api.v1.DeleteArticlesResponse;
import io.reco.api.v1.GetArticlesRequest;
import io.reco.api.v1.GetArticlesResponse;
import io.reco.api.v1.ListArticlesRequest;
import io.reco.api.v1.ListArticlesResponse;
import io.reco.api.v1.UpsertArticlesRequest;
import io.reco.api.v1.UpsertArticlesResponse;
import io.reco.client.Operation;

/** Articles by id. */
final class FakeCatalog extends CatalogServiceGrpc.CatalogServiceImplBase {
    private static final int PAGE_SIZE_DEFAULT = 100;

    private final Script script;
    private final ConcurrentSkipListMap<Integer, Article> articles = new ConcurrentSkipListMap<>();

    FakeCatalog(Script script) {
        this.script = script;
    }

    /** The ids known, ascending; of an empty catalogue 1 to 1,000. */
    Stream<Integer> ids() {
        return articles.isEmpty() ? IntStream.rangeClosed(1, 1_000).boxed() : articles.keySet().stream();
    }

    @Override
    public void upsertArticles(UpsertArticlesRequest request, StreamObserver<UpsertArticlesResponse> observer) {
        script.answer(Operation.UPSERT, observer, () -> {
            UpsertArticlesResponse.Builder response = UpsertArticlesResponse.newBuilder();
            for (int i = 0; i < request.getArticlesCount(); i++) {
                Article article = request.getArticles(i);
                if (article.getArticleId() > 0) {
                    articles.put(article.getArticleId(), article);
                } else {
                    response.addRefusals(Script.refusal(
                            i, Script.violation("articles[" + i + "].article_id", article.getArticleId(), "> 0")));
                }
            }
            return response.setUpsertedCount(request.getArticlesCount() - response.getRefusalsCount())
                    .build();
        });
    }

    @Override
    public void getArticles(GetArticlesRequest request, StreamObserver<GetArticlesResponse> observer) {
        script.answer(Operation.ARTICLES, observer, () -> {
            GetArticlesResponse.Builder response = GetArticlesResponse.newBuilder();
            for (int id : request.getArticleIdsList()) {
                Article article = articles.get(id);
                if (article == null) {
                    response.addMissingArticleIds(id);
                } else {
                    response.addArticles(article);
                }
            }
            return response.build();
        });
    }

    @Override
    public void deleteArticles(DeleteArticlesRequest request, StreamObserver<DeleteArticlesResponse> observer) {
        script.answer(Operation.DELETE, observer, () -> {
            DeleteArticlesResponse.Builder response = DeleteArticlesResponse.newBuilder();
            for (int id : request.getArticleIdsList()) {
                if (articles.remove(id) == null) {
                    response.addMissingArticleIds(id);
                } else {
                    response.setDeletedCount(response.getDeletedCount() + 1);
                }
            }
            return response.build();
        });
    }

    @Override
    public void listArticles(ListArticlesRequest request, StreamObserver<ListArticlesResponse> observer) {
        script.answer(Operation.LIST, observer, () -> {
            int size = request.getPageSize() == 0 ? PAGE_SIZE_DEFAULT : request.getPageSize();
            int after = request.getPageToken().isEmpty() ? 0 : Integer.parseInt(request.getPageToken());
            List<Article> piece =
                    articles.tailMap(after, false).values().stream().limit(size).toList();
            ListArticlesResponse.Builder response =
                    ListArticlesResponse.newBuilder().addAllArticles(piece);
            if (piece.size() == size) {
                int last = piece.get(size - 1).getArticleId();
                response.setNextPageToken(articles.higherKey(last) == null ? "" : Integer.toString(last));
            }
            return response.build();
        });
    }
}
