package io.reco.client.testing;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Timestamp;
import io.grpc.Status;
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
import io.reco.client.Violation;

/** Articles by id. */
final class FakeCatalog extends CatalogServiceGrpc.CatalogServiceImplBase {
    private static final int PAGE_SIZE_DEFAULT = 100;
    private static final int PAGE_SIZE_MAX = 1_000;
    /** As the real server: an answer stays below 4 MiB. */
    private static final int ARTICLES_BYTES_MAX = (4 << 20) - (300 << 10);

    private final Script script;
    private final ConcurrentSkipListMap<String, Article> articles = new ConcurrentSkipListMap<>();
    private final Set<String> deleted = ConcurrentHashMap.newKeySet();

    FakeCatalog(Script script) {
        this.script = script;
    }

    /** The ids known, in the order of their bytes; of an empty catalogue 1 to 1,000, in the order of numbers. */
    Stream<String> ids() {
        return articles.isEmpty()
                ? IntStream.rangeClosed(1, 1_000).mapToObj(Integer::toString)
                : articles.keySet().stream();
    }

    /** Whether an article may be on a page now; one that nobody upserted may, until it is deleted. */
    boolean isServable(String id, long nowMs) {
        Article article = articles.get(id);
        if (article == null) {
            return !deleted.contains(id);
        }
        return !article.getHidden()
                && (!article.hasPublishTime() || ms(article.getPublishTime()) <= nowMs)
                && (!article.hasExpireTime() || ms(article.getExpireTime()) > nowMs);
    }

    private static long ms(Timestamp time) {
        return Instant.ofEpochSecond(time.getSeconds(), time.getNanos()).toEpochMilli();
    }

    @Override
    public void upsertArticles(UpsertArticlesRequest request, StreamObserver<UpsertArticlesResponse> observer) {
        script.answer(Operation.UPSERT, observer, () -> {
            UpsertArticlesResponse.Builder response = UpsertArticlesResponse.newBuilder();
            Set<String> upserted = new HashSet<>();
            for (int i = 0; i < request.getArticlesCount(); i++) {
                Article article = request.getArticles(i);
                List<Violation> violations = new ArrayList<>();
                Script.requireId("articles[" + i + "].article_id", article.getArticleId(), violations);
                if (violations.isEmpty()) {
                    articles.put(article.getArticleId(), written(article, request));
                    deleted.remove(article.getArticleId());
                    upserted.add(article.getArticleId());
                } else {
                    response.addRefusals(Script.refusal(i, violations));
                }
            }
            return response.setUpsertedCount(upserted.size()).build();
        });
    }

    /** The article as it was sent; with a mask, as it is stored, with the named fields as they were sent. */
    private Article written(Article sent, UpsertArticlesRequest request) {
        List<String> paths = request.getUpdateMask().getPathsList();
        if (!request.hasUpdateMask() || paths.equals(List.of("*"))) {
            return sent;
        }
        Article bare = Article.newBuilder().setArticleId(sent.getArticleId()).build();
        Article.Builder merged = articles.getOrDefault(sent.getArticleId(), bare).toBuilder();
        for (String path : paths) {
            FieldDescriptor field = Article.getDescriptor().findFieldByName(path);
            if (field == null) {
                throw Status.INVALID_ARGUMENT
                        .withDescription("update_mask: \"" + path + "\" (expected: fields of an article)")
                        .asRuntimeException();
            } else if (field.hasPresence() && !sent.hasField(field)) {
                merged.clearField(field);
            } else {
                merged.setField(field, sent.getField(field));
            }
        }
        return merged.build();
    }

    @Override
    public void getArticles(GetArticlesRequest request, StreamObserver<GetArticlesResponse> observer) {
        script.answer(Operation.ARTICLES, observer, () -> {
            Script.requireIds("article_ids", request.getArticleIdsList());
            GetArticlesResponse.Builder response = GetArticlesResponse.newBuilder();
            int room = ARTICLES_BYTES_MAX;
            for (int i = 0; i < request.getArticleIdsCount(); i++) {
                String id = request.getArticleIds(i);
                Article article = articles.get(id);
                room -= article == null ? 0 : CodedOutputStream.computeMessageSize(1, article);
                if (room < 0) {
                    response.addAllRemainingArticleIds(
                            request.getArticleIdsList().subList(i, request.getArticleIdsCount()));
                    break;
                } else if (article != null) {
                    response.addArticles(article);
                } else {
                    response.addMissingArticleIds(id);
                }
            }
            response.getMissingArticleIdsList().stream()
                    .filter(deleted::contains)
                    .forEach(response::addDeletedArticleIds);
            return response.build();
        });
    }

    @Override
    public void deleteArticles(DeleteArticlesRequest request, StreamObserver<DeleteArticlesResponse> observer) {
        script.answer(Operation.DELETE, observer, () -> {
            Script.requireIds("article_ids", request.getArticleIdsList());
            DeleteArticlesResponse.Builder response = DeleteArticlesResponse.newBuilder();
            for (String id : request.getArticleIdsList()) {
                if (articles.remove(id) == null) {
                    response.addMissingArticleIds(id);
                } else {
                    deleted.add(id);
                    response.setDeletedCount(response.getDeletedCount() + 1);
                }
            }
            return response.build();
        });
    }

    @Override
    public void listArticles(ListArticlesRequest request, StreamObserver<ListArticlesResponse> observer) {
        script.answer(Operation.LIST, observer, () -> {
            int size = request.getPageSize() == 0 ? PAGE_SIZE_DEFAULT : Math.min(request.getPageSize(), PAGE_SIZE_MAX);
            String after = request.getPageToken(); // the id of the last article of the page before
            ListArticlesResponse.Builder response = ListArticlesResponse.newBuilder();
            int room = ARTICLES_BYTES_MAX;
            for (Article article : articles.tailMap(after, false).values()) {
                room -= CodedOutputStream.computeMessageSize(1, article);
                if (room < 0 || response.getArticlesCount() == size) {
                    String last = response.getArticles(response.getArticlesCount() - 1)
                            .getArticleId();
                    return response.setNextPageToken(last).build();
                }
                response.addArticles(article);
            }
            return response.build();
        });
    }
}
