package io.reco.server.grpc;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

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
import io.reco.server.domain.Refusal;
import io.reco.server.domain.Refusal.Violation;
import io.reco.server.ingest.ArticleRules;
import io.reco.server.ingest.Catalogue;

/** {@code reco.v1.CatalogService}. */
final class CatalogEndpoint extends CatalogServiceGrpc.CatalogServiceImplBase {

    private static final int ARTICLES_MAX = 1_000;
    private static final int PAGE_SIZE_DEFAULT = 100;

    private final Catalogue catalogue;

    CatalogEndpoint(Catalogue catalogue) {
        this.catalogue = catalogue;
    }

    @Override
    public void upsertArticles(UpsertArticlesRequest request, StreamObserver<UpsertArticlesResponse> caller) {
        Answers.later(caller, () -> upsert(request), response -> response);
    }

    private CompletableFuture<UpsertArticlesResponse> upsert(UpsertArticlesRequest request) {
        Fields.requireCount("articles", request.getArticlesCount(), ARTICLES_MAX);
        Map<Integer, io.reco.server.domain.Article> good = new LinkedHashMap<>();
        UpsertArticlesResponse.Builder response = UpsertArticlesResponse.newBuilder();
        int accepted = 0;
        for (int i = 0; i < request.getArticlesCount(); i++) {
            String path = "articles[" + i + "]";
            Article article = request.getArticles(i);
            List<Violation> violations = badTimes(path, article);
            violations.addAll(ArticleRules.violations(path, decode(article)));
            if (violations.isEmpty()) {
                good.put(article.getArticleId(), decode(article));
                accepted++;
            } else {
                response.addRefusals(Statuses.refusal(i, violations));
            }
        }
        response.setUpsertedCount(accepted);
        return catalogue.upsert(List.copyOf(good.values())).thenApply(unused -> response.build());
    }

    @Override
    public void deleteArticles(DeleteArticlesRequest request, StreamObserver<DeleteArticlesResponse> caller) {
        Answers.later(
                caller,
                () -> catalogue.delete(checkedIds(request.getArticleIdsList())),
                deletion -> DeleteArticlesResponse.newBuilder()
                        .setDeletedCount(deletion.found())
                        .addAllMissingArticleIds(deletion.missing())
                        .build());
    }

    @Override
    public void getArticles(GetArticlesRequest request, StreamObserver<GetArticlesResponse> caller) {
        Answers.now(caller, () -> get(checkedIds(request.getArticleIdsList())));
    }

    private GetArticlesResponse get(List<Integer> ids) {
        GetArticlesResponse.Builder response = GetArticlesResponse.newBuilder();
        Set<Integer> found = new HashSet<>();
        for (io.reco.server.domain.Article article : catalogue.get(ids)) {
            found.add(article.id());
            response.addArticles(encode(article));
        }
        ids.stream().filter(id -> !found.contains(id)).forEach(response::addMissingArticleIds);
        return response.build();
    }

    @Override
    public void listArticles(ListArticlesRequest request, StreamObserver<ListArticlesResponse> caller) {
        Answers.now(caller, () -> list(request));
    }

    private ListArticlesResponse list(ListArticlesRequest request) {
        if (request.getPageSize() < 0 || request.getPageSize() > ARTICLES_MAX) {
            throw Refusal.invalid(List.of(Violation.of("page_size", request.getPageSize(), "0.." + ARTICLES_MAX)));
        }
        int size = request.getPageSize() == 0 ? PAGE_SIZE_DEFAULT : request.getPageSize();
        List<io.reco.server.domain.Article> articles = catalogue.list(afterId(request.getPageToken()), size + 1);
        ListArticlesResponse.Builder response = ListArticlesResponse.newBuilder();
        articles.stream().limit(size).forEach(article -> response.addArticles(encode(article)));
        if (articles.size() > size) {
            response.setNextPageToken(pageToken(articles.get(size - 1).id()));
        }
        return response.build();
    }

    private static String pageToken(int lastId) {
        byte[] id = Integer.toString(lastId).getBytes(StandardCharsets.US_ASCII);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(id);
    }

    private static int afterId(String pageToken) {
        if (pageToken.isEmpty()) {
            return 0;
        }
        try {
            byte[] id = Base64.getUrlDecoder().decode(pageToken);
            return Integer.parseInt(new String(id, StandardCharsets.US_ASCII));
        } catch (IllegalArgumentException notOurs) {
            throw Refusal.invalid(
                    List.of(Violation.of("page_token", pageToken, "a next_page_token, unchanged, or empty")));
        }
    }

    private static List<Integer> checkedIds(List<Integer> ids) {
        Fields.requireCount("article_ids", ids.size(), ARTICLES_MAX);
        Fields.requirePositive("article_ids", ids);
        return ids;
    }

    private static List<Violation> badTimes(String path, Article article) {
        List<Violation> violations = new ArrayList<>();
        if (article.hasPublishTime() && Fields.millis(article.getPublishTime()) < 0) {
            violations.add(Violation.of(
                    path + ".publish_time",
                    article.getPublishTime().getSeconds() + " s",
                    "from 1970 on, a valid time"));
        }
        if (article.hasExpiryTime() && Fields.millis(article.getExpiryTime()) < 0) {
            violations.add(Violation.of(
                    path + ".expiry_time", article.getExpiryTime().getSeconds() + " s", "from 1970 on, a valid time"));
        }
        return violations;
    }

    private static io.reco.server.domain.Article decode(Article article) {
        // Unset and 1970-01-01T00:00:00Z would look alike; one millisecond tells them apart and matters to nobody.
        long publishMs = article.hasPublishTime()
                ? Math.max(1, Fields.millis(article.getPublishTime()))
                : io.reco.server.domain.Article.UNSET;
        long expiryMs = article.hasExpiryTime()
                ? Math.max(1, Fields.millis(article.getExpiryTime()))
                : io.reco.server.domain.Article.NEVER;
        return new io.reco.server.domain.Article(
                article.getArticleId(),
                article.getTitle(),
                article.getSummary(),
                article.getUrl(),
                article.getAuthor(),
                article.getTopicsList(),
                article.getLanguage(),
                publishMs,
                expiryMs,
                article.getHidden());
    }

    private static Article encode(io.reco.server.domain.Article article) {
        Article.Builder encoded = Article.newBuilder()
                .setArticleId(article.id())
                .setTitle(article.title())
                .setSummary(article.summary())
                .setUrl(article.url())
                .setAuthor(article.author())
                .addAllTopics(article.topics())
                .setLanguage(article.language())
                .setPublishTime(Fields.timestamp(article.publishMs()))
                .setHidden(article.hidden());
        if (article.expiryMs() != io.reco.server.domain.Article.NEVER) {
            encoded.setExpiryTime(Fields.timestamp(article.expiryMs()));
        }
        return encoded.build();
    }
}
