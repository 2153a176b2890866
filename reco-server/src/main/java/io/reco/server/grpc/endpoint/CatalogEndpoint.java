package io.reco.server.grpc.endpoint;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Timestamp;
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
import io.reco.server.domain.Ids;
import io.reco.server.domain.Limits;
import io.reco.server.domain.refusal.Refusal;
import io.reco.server.domain.refusal.Refusal.Violation;
import io.reco.server.grpc.status.Statuses;
import io.reco.server.ingest.ArticleField;
import io.reco.server.ingest.ArticleRules;
import io.reco.server.ingest.ArticleWrite;
import io.reco.server.ingest.Catalogue;

/** {@code reco.v1.CatalogService}. */
public final class CatalogEndpoint extends CatalogServiceGrpc.CatalogServiceImplBase {

    private static final int PAGE_SIZE_DEFAULT = 100;
    /** Articles read at a time: they may be 70 KB each, of which an answer holds only so many. */
    private static final int PIECE = 64;
    /** What clients accept by default, less what 1,000 ids of 128 characters take, each missing and deleted. */
    private static final int ARTICLES_BYTES_MAX = (4 << 20) - (300 << 10);

    private static final String MASK = "update_mask";
    private static final String KEY = "article_id";
    /** AIP-134's path for all fields. */
    private static final String EVERYTHING = "*";

    private final Catalogue catalogue;

    public CatalogEndpoint(Catalogue catalogue) {
        this.catalogue = catalogue;
    }

    @Override
    public void upsertArticles(UpsertArticlesRequest request, StreamObserver<UpsertArticlesResponse> caller) {
        Answers.later(caller, () -> upsert(request), response -> response);
    }

    private CompletableFuture<UpsertArticlesResponse> upsert(UpsertArticlesRequest request) {
        Fields.requireCount("articles", request.getArticlesCount());
        Optional<Set<ArticleField>> mask = mask(request);
        Map<String, ArticleWrite> good = new LinkedHashMap<>(); // by id: the last one wins
        SortedMap<Integer, List<Violation>> refused = new TreeMap<>();
        for (int i = 0; i < request.getArticlesCount(); i++) {
            Article article = request.getArticles(i);
            ArticleWrite write = mask.isPresent()
                    ? ArticleWrite.part(i, decode(article), mask.get())
                    : ArticleWrite.whole(i, decode(article));
            List<Violation> violations = badTimes(write, article);
            violations.addAll(ArticleRules.violations(write));
            if (violations.isEmpty()) {
                good.put(write.article().id(), write);
            } else {
                refused.put(i, violations);
            }
        }
        return catalogue.upsert(good.values()).thenApply(late -> {
            late.forEach(each -> refused.put(each.index(), each.violations()));
            return upserted(good.size() - late.size(), refused);
        });
    }

    private static UpsertArticlesResponse upserted(int count, SortedMap<Integer, List<Violation>> refused) {
        UpsertArticlesResponse.Builder response =
                UpsertArticlesResponse.newBuilder().setUpsertedCount(count);
        refused.forEach((index, violations) -> response.addRefusals(Statuses.refusal(index, violations)));
        return response.build();
    }

    /** The fields to be written; empty when the articles are to be replaced whole. */
    private static Optional<Set<ArticleField>> mask(UpsertArticlesRequest request) {
        List<String> paths = request.getUpdateMask().getPathsList();
        if (!request.hasUpdateMask() || paths.equals(List.of(EVERYTHING))) {
            return Optional.empty();
        }
        Set<ArticleField> fields = EnumSet.noneOf(ArticleField.class);
        List<Violation> violations = new ArrayList<>();
        for (String path : paths) {
            if (!path.equals(KEY)) {
                ArticleField.of(path).ifPresentOrElse(fields::add, () -> violations.add(badPath(path)));
            }
        }
        if (paths.isEmpty()) {
            violations.add(Violation.of(MASK, "empty", "fields to write, or no mask to replace articles whole"));
        }
        if (!violations.isEmpty()) {
            throw Refusal.invalid(violations);
        }
        return Optional.of(fields);
    }

    private static Violation badPath(String path) {
        List<String> known = new ArrayList<>(List.of(KEY));
        ArticleField.all().forEach(field -> known.add(field.path()));
        return Violation.of(MASK, '"' + path + '"', String.join(", ", known));
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
        Answers.later(
                caller,
                () -> get(checkedIds(request.getArticleIdsList()), GetArticlesResponse.newBuilder(), new AnswerSpace()),
                response -> response);
    }

    /** Adds articles, a piece at a time, until all are there or the answer has no more space. */
    private CompletableFuture<GetArticlesResponse> get(
            List<String> ids, GetArticlesResponse.Builder response, AnswerSpace space) {
        if (ids.isEmpty()) {
            return finished(response);
        }
        List<String> piece = ids.subList(0, Math.min(PIECE, ids.size()));
        return catalogue.get(piece).thenCompose(found -> {
            int done = add(piece, found, response, space);
            List<String> left = ids.subList(done, ids.size());
            return done == piece.size()
                    ? get(left, response, space)
                    : finished(response.addAllRemainingArticleIds(left));
        });
    }

    /** Adds as many as there is room for, and says how many that are. */
    private static int add(
            List<String> piece,
            List<io.reco.server.domain.Article> found,
            GetArticlesResponse.Builder response,
            AnswerSpace space) {
        Map<String, Article> encoded = new HashMap<>();
        found.forEach(article -> encoded.put(article.id(), encode(article)));
        for (int i = 0; i < piece.size(); i++) {
            Article article = encoded.get(piece.get(i));
            if (article == null) {
                response.addMissingArticleIds(piece.get(i));
            } else if (space.takes(article)) {
                response.addArticles(article);
            } else {
                return i;
            }
        }
        return piece.size();
    }

    private CompletableFuture<GetArticlesResponse> finished(GetArticlesResponse.Builder response) {
        return catalogue
                .deleted(response.getMissingArticleIdsList())
                .thenApply(deleted -> response.addAllDeletedArticleIds(deleted).build());
    }

    /** What is left of the room that articles have in one answer. */
    private static final class AnswerSpace {
        private int bytes = ARTICLES_BYTES_MAX;

        /** Whether one more article goes in; if so, its room is taken. */
        boolean takes(Article article) {
            int size = CodedOutputStream.computeMessageSize(1, article);
            if (size > bytes) {
                return false;
            }
            bytes -= size;
            return true;
        }
    }

    @Override
    public void listArticles(ListArticlesRequest request, StreamObserver<ListArticlesResponse> caller) {
        Answers.later(caller, () -> list(request), response -> response);
    }

    private CompletableFuture<ListArticlesResponse> list(ListArticlesRequest request) {
        if (request.getPageSize() < 0) {
            throw Refusal.invalid(List.of(Violation.of("page_size", request.getPageSize(), ">= 0")));
        }
        int size = request.getPageSize() == 0 ? PAGE_SIZE_DEFAULT : Math.min(request.getPageSize(), Limits.ITEMS_MAX);
        return list(afterId(request.getPageToken()), size, ListArticlesResponse.newBuilder(), new AnswerSpace());
    }

    /** Adds articles, a piece at a time, until there are {@code size}, no more are there, or the answer has no more space. */
    private CompletableFuture<ListArticlesResponse> list(
            String after, int size, ListArticlesResponse.Builder response, AnswerSpace space) {
        int left = size - response.getArticlesCount();
        if (left == 0) {
            return catalogue.list(after, 1).thenApply(more -> more.isEmpty() ? response.build() : to(after, response));
        }
        return catalogue.list(after, Math.min(PIECE, left)).thenCompose(piece -> {
            String last = after;
            for (io.reco.server.domain.Article article : piece) {
                Article encoded = encode(article);
                if (!space.takes(encoded)) {
                    return CompletableFuture.completedFuture(to(last, response));
                }
                response.addArticles(encoded);
                last = article.id();
            }
            return piece.isEmpty()
                    ? CompletableFuture.completedFuture(response.build())
                    : list(last, size, response, space);
        });
    }

    /** The answer whose last article has this id and after which there are more. */
    private static ListArticlesResponse to(String lastId, ListArticlesResponse.Builder response) {
        return response.setNextPageToken(pageToken(lastId)).build();
    }

    private static String pageToken(String lastId) {
        byte[] id = lastId.getBytes(StandardCharsets.US_ASCII);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(id);
    }

    /** The id to go on after; empty to begin with the first. */
    private static String afterId(String pageToken) {
        if (pageToken.isEmpty()) {
            return "";
        }
        String id;
        try {
            id = new String(Base64.getUrlDecoder().decode(pageToken), StandardCharsets.US_ASCII);
        } catch (IllegalArgumentException notBase64) {
            id = "";
        }
        if (!Ids.isId(id)) {
            throw Refusal.invalid(
                    List.of(Violation.of("page_token", pageToken, "a next_page_token, unchanged, or empty")));
        }
        return id;
    }

    private static List<String> checkedIds(List<String> ids) {
        Fields.requireCount("article_ids", ids.size());
        Fields.requireIds("article_ids", ids);
        return ids;
    }

    private static List<Violation> badTimes(ArticleWrite write, Article article) {
        List<Violation> violations = new ArrayList<>();
        if (article.hasPublishTime()) {
            addBadTime(violations, write, ArticleField.PUBLISH_TIME, article.getPublishTime());
        }
        if (article.hasExpireTime()) {
            addBadTime(violations, write, ArticleField.EXPIRE_TIME, article.getExpireTime());
        }
        return violations;
    }

    private static void addBadTime(List<Violation> violations, ArticleWrite write, ArticleField field, Timestamp time) {
        if (write.fields().contains(field) && Fields.millis(time) == Fields.NOT_A_TIME) {
            violations.add(
                    Violation.of(write.path() + "." + field.path(), Fields.text(time), "from 1970 on, a valid time"));
        }
    }

    private static io.reco.server.domain.Article decode(Article article) {
        long publishMs = article.hasPublishTime()
                ? Fields.millis(article.getPublishTime())
                : io.reco.server.domain.Article.UNSET;
        long expireMs =
                article.hasExpireTime() ? Fields.millis(article.getExpireTime()) : io.reco.server.domain.Article.NEVER;
        return new io.reco.server.domain.Article(
                article.getArticleId(),
                article.getTitle(),
                article.getSummary(),
                article.getUrl(),
                article.getAuthor(),
                article.getTopicsList(),
                article.getLanguageCode(),
                publishMs,
                expireMs,
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
                .setLanguageCode(article.languageCode())
                .setPublishTime(Fields.timestamp(article.publishMs()))
                .setHidden(article.hidden());
        if (article.expireMs() != io.reco.server.domain.Article.NEVER) {
            encoded.setExpireTime(Fields.timestamp(article.expireMs()));
        }
        return encoded.build();
    }
}
