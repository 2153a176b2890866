package io.reco.client.testing;

import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.FieldMask;
import com.google.protobuf.Timestamp;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import org.jspecify.annotations.Nullable;

import io.reco.api.v1.AbsenceReason;
import io.reco.api.v1.Article;
import io.reco.api.v1.ArticleOrder;
import io.reco.api.v1.ArticleStatus;
import io.reco.api.v1.ArticleView;
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
import io.reco.client.RecommendException.Code;
import io.reco.client.Violation;

/** Articles by id. */
final class FakeCatalog extends CatalogServiceGrpc.CatalogServiceImplBase {
    private static final int PAGE_SIZE_DEFAULT = 100;
    private static final int PAGE_SIZE_MAX = 1_000;
    /** As the real server: an answer stays below 4 MiB. */
    private static final int ARTICLES_BYTES_MAX = (4 << 20) - (300 << 10);

    private final Script script;
    private final FakeFeedback feedback;
    private final Clock clock;
    private final ConcurrentSkipListMap<String, Article> articles = new ConcurrentSkipListMap<>();
    private final Set<String> deleted = ConcurrentHashMap.newKeySet();
    private int writes;

    FakeCatalog(Script script, FakeFeedback feedback, Clock clock) {
        this.script = script;
        this.feedback = feedback;
        this.clock = clock;
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
        return FakeFilter.status(article, nowMs) == ArticleStatus.ARTICLE_STATUS_LIVE;
    }

    @Override
    public void upsertArticles(UpsertArticlesRequest request, StreamObserver<UpsertArticlesResponse> observer) {
        script.answer(Operation.UPSERT, observer, () -> upsert(request));
    }

    private synchronized UpsertArticlesResponse upsert(UpsertArticlesRequest request) {
        UpsertArticlesResponse.Builder response = UpsertArticlesResponse.newBuilder();
        Set<String> upserted = new HashSet<>();
        for (int i = 0; i < request.getArticlesCount(); i++) {
            Article article = request.getArticles(i);
            String id = article.getArticleId();
            String path = "articles[" + i + "]";
            List<Violation> violations = new ArrayList<>();
            Script.requireId(path + ".article_id", id, violations);
            String etag = etag(id);
            Article written = written(article, request);
            if (!violations.isEmpty()) {
                response.addRefusals(Script.refusal(i, violations));
            } else if (!article.getEtag().isEmpty() && !article.getEtag().equals(etag) && !isStored(written)) {
                response.addRefusals(Script.refusal(i, Code.ABORTED, stale(path, article.getEtag(), etag)));
            } else {
                upserted.add(id);
                if (!request.getValidateOnly()) {
                    put(written);
                }
            }
        }
        return response.setUpsertedCount(upserted.size()).build();
    }

    private static Violation stale(String path, String sent, String stored) {
        String expected = stored.isEmpty() ? "none" : stored;
        return new Violation(path + ".etag", path + ".etag: " + sent + " (expected: " + expected + ")", "STALE_ETAG");
    }

    private String etag(String id) {
        Article stored = articles.get(id);
        return stored == null ? "" : stored.getEtag();
    }

    /** Without what the server says of it. */
    private static Article bare(Article article) {
        return article.toBuilder()
                .clearCreateTime()
                .clearUpdateTime()
                .clearStats()
                .clearEtag()
                .build();
    }

    private boolean isStored(Article sent) {
        Article stored = articles.get(sent.getArticleId());
        return stored != null && bare(sent).equals(bare(stored));
    }

    /** With what the server says of it; nothing when nothing changes. */
    private void put(Article sent) {
        Article stored = articles.get(sent.getArticleId());
        if (isStored(sent)) {
            return;
        }
        Timestamp now = Times.timestamp(clock.millis());
        articles.put(
                sent.getArticleId(),
                bare(sent).toBuilder()
                        .setCreateTime(stored == null ? now : stored.getCreateTime())
                        .setUpdateTime(now)
                        .setEtag("e" + ++writes)
                        .build());
        deleted.remove(sent.getArticleId());
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
            copy(path, "update_mask", sent, merged);
        }
        return merged.build();
    }

    private static void copy(String path, String mask, Article from, Article.Builder into) {
        FieldDescriptor field = Article.getDescriptor().findFieldByName(path);
        if (field == null) {
            throw Status.INVALID_ARGUMENT
                    .withDescription(mask + ": \"" + path + "\" (expected: fields of an article)")
                    .asRuntimeException();
        } else if (field.hasPresence() && !from.hasField(field)) {
            into.clearField(field);
        } else {
            into.setField(field, from.getField(field));
        }
    }

    /** What a page's result holds of an article: the named fields; empty when there is none, or no mask. */
    Optional<Article> read(String id, FieldMask mask) {
        Article article = articles.get(id);
        if (article == null || mask.getPathsCount() == 0) {
            return Optional.empty();
        }
        if (mask.getPathsList().contains("*")) {
            return Optional.of(article);
        }
        Article.Builder some = Article.newBuilder();
        mask.getPathsList().forEach(path -> copy(path, "read_mask", article, some));
        return Optional.of(some.build());
    }

    /** What is stored of an article; null when there is none. */
    @Nullable
    Article find(String id) {
        return articles.get(id);
    }

    int size() {
        return articles.size();
    }

    /** What kind of absence it is that an article is not in the catalogue, or may not be served; empty when it may. */
    Optional<AbsenceReason> obstacle(String id, long nowMs) {
        Article article = articles.get(id);
        if (article == null) {
            return deleted.contains(id)
                    ? Optional.of(AbsenceReason.ABSENCE_REASON_DELETED)
                    : articles.isEmpty() ? Optional.empty() : Optional.of(AbsenceReason.ABSENCE_REASON_UNKNOWN);
        }
        return switch (FakeFilter.status(article, nowMs)) {
            case ARTICLE_STATUS_HIDDEN -> Optional.of(AbsenceReason.ABSENCE_REASON_HIDDEN);
            case ARTICLE_STATUS_EXPIRED -> Optional.of(AbsenceReason.ABSENCE_REASON_EXPIRED);
            case ARTICLE_STATUS_SCHEDULED -> Optional.of(AbsenceReason.ABSENCE_REASON_SCHEDULED);
            default -> Optional.empty();
        };
    }

    private Article viewed(Article article, ArticleView view) {
        return view == ArticleView.ARTICLE_VIEW_FULL
                ? article.toBuilder()
                        .setStats(feedback.stats(article.getArticleId()))
                        .build()
                : article;
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
                    response.addArticles(viewed(article, request.getView()));
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
                if (!articles.containsKey(id)) {
                    response.addMissingArticleIds(id);
                } else {
                    if (!request.getValidateOnly()) {
                        articles.remove(id);
                        deleted.add(id);
                    }
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
            List<Article> matching = matching(request);
            int from = from(matching, request.getPageToken());
            ListArticlesResponse.Builder response = ListArticlesResponse.newBuilder();
            int room = ARTICLES_BYTES_MAX;
            for (Article article : matching.subList(from, matching.size())) {
                room -= CodedOutputStream.computeMessageSize(1, article);
                if (room < 0 || response.getArticlesCount() == size) {
                    String last = response.getArticles(response.getArticlesCount() - 1)
                            .getArticleId();
                    return response.setNextPageToken(last).build();
                }
                response.addArticles(viewed(article, request.getView()));
            }
            return response.build();
        });
    }

    private List<Article> matching(ListArticlesRequest request) {
        long nowMs = clock.millis();
        Stream<Article> matching =
                articles.values().stream().filter(article -> FakeFilter.matches(request.getFilter(), article, nowMs));
        return request.getOrder() == ArticleOrder.ARTICLE_ORDER_NEWEST_FIRST
                ? matching.sorted(newestFirst()).toList()
                : matching.toList();
    }

    /** One without a publish time is as old as can be. */
    static Comparator<Article> newestFirst() {
        return Comparator.<Article>comparingLong(article -> -Times.ms(article.getPublishTime()))
                .thenComparing(Article::getArticleId);
    }

    /** The token is the id of the last article of the page before. */
    private static int from(List<Article> matching, String token) {
        for (int i = 0; i < matching.size(); i++) {
            if (matching.get(i).getArticleId().equals(token)) {
                return i + 1;
            }
        }
        return 0;
    }
}
