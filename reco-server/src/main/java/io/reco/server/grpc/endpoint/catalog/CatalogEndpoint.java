package io.reco.server.grpc.endpoint.catalog;

import java.util.ArrayList;
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
import io.reco.server.access.Caller;
import io.reco.server.access.Permissions;
import io.reco.server.browse.ArticleQuery;
import io.reco.server.browse.ListedArticle;
import io.reco.server.browse.Lookup;
import io.reco.server.browse.Place;
import io.reco.server.domain.Limits;
import io.reco.server.domain.paging.PageTokens;
import io.reco.server.domain.refusal.Refusal;
import io.reco.server.domain.refusal.Refusal.Violation;
import io.reco.server.grpc.endpoint.Answers;
import io.reco.server.grpc.endpoint.Fields;
import io.reco.server.grpc.status.Statuses;
import io.reco.server.ingest.ArticleField;
import io.reco.server.ingest.ArticleRules;
import io.reco.server.ingest.ArticleWrite;
import io.reco.server.ingest.Catalogue;

/** {@code reco.v1.CatalogService}. */
public final class CatalogEndpoint extends CatalogServiceGrpc.CatalogServiceImplBase {

    private static final int PAGE_SIZE_DEFAULT = 100;
    /** Articles read at a time: they may be 500 KB each, of which an answer holds only so many. */
    private static final int PIECE = 16;

    private static final String MASK = "update_mask";
    /** Say which article it is, and in which state: named or not, they are not written. */
    private static final List<String> NAMING = List.of("article_id", "etag");

    private static final List<String> OUTPUT_ONLY = List.of("create_time", "update_time", "stats");
    /** AIP-134's path for all fields. */
    private static final String EVERYTHING = "*";

    private final Catalogue catalogue;
    private final Lookup lookup;

    public CatalogEndpoint(Catalogue catalogue, Lookup lookup) {
        this.catalogue = catalogue;
        this.lookup = lookup;
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
            ArticleWrite write = write(i, article, mask);
            List<Violation> violations = ArticleMessages.badTimes(write, article);
            violations.addAll(ArticleRules.violations(write));
            if (violations.isEmpty()) {
                good.put(write.article().id(), write);
            } else {
                refused.put(i, violations);
            }
        }
        return catalogue.upsert(good.values(), mode(request.getValidateOnly())).thenApply(late -> {
            late.forEach(each -> refused.put(each.index(), each.violations()));
            return upserted(good.size() - late.size(), refused);
        });
    }

    private static ArticleWrite write(int index, Article article, Optional<Set<ArticleField>> mask) {
        io.reco.server.domain.Article sent = ArticleMessages.decode(article);
        ArticleWrite write =
                mask.isPresent() ? ArticleWrite.part(index, sent, mask.get()) : ArticleWrite.whole(index, sent);
        return write.onlyIf(article.getEtag());
    }

    private static Catalogue.Mode mode(boolean validateOnly) {
        return validateOnly ? Catalogue.Mode.VALIDATE : Catalogue.Mode.WRITE;
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
            if (!NAMING.contains(path)) {
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
        List<String> known = new ArrayList<>(NAMING);
        ArticleField.all().forEach(field -> known.add(field.path()));
        String said = OUTPUT_ONLY.contains(path) ? ", output only" : "";
        return Violation.of(MASK, Violation.quoted(path) + said, String.join(", ", known));
    }

    @Override
    public void deleteArticles(DeleteArticlesRequest request, StreamObserver<DeleteArticlesResponse> caller) {
        Answers.later(
                caller,
                () -> catalogue.delete(checkedIds(request.getArticleIdsList()), mode(request.getValidateOnly())),
                deletion -> DeleteArticlesResponse.newBuilder()
                        .setDeletedCount(deletion.found())
                        .addAllMissingArticleIds(deletion.missing())
                        .build());
    }

    @Override
    public void getArticles(GetArticlesRequest request, StreamObserver<GetArticlesResponse> caller) {
        Answers.later(caller, () -> get(request), response -> response);
    }

    private CompletableFuture<GetArticlesResponse> get(GetArticlesRequest request) {
        Fields.requireCount("article_ids", request.getArticleIdsCount());
        List<Violation> violations = new ArrayList<>();
        Fields.checkIds("article_ids", request.getArticleIdsList(), violations);
        ArticleQuery.View view = QueryMessages.view(request.getViewValue(), violations);
        Fields.requireNone(violations);
        boolean liveOnly = Permissions.seesLiveOnly(Caller.current()); // asked once, on the call's own thread
        Pieces pieces = ids -> liveOnly ? lookup.live(ids) : lookup.get(ids, view);
        CompletableFuture<GetArticlesResponse.Builder> got =
                get(request.getArticleIdsList(), pieces, GetArticlesResponse.newBuilder(), new AnswerSpace());
        // Who may see what is live alone learns of the others that they are missing, whatever became of them.
        return liveOnly ? got.thenApply(GetArticlesResponse.Builder::build) : got.thenCompose(this::tellDeleted);
    }

    /** Where articles come from, a few at a time. */
    private interface Pieces {
        CompletableFuture<List<ListedArticle>> of(List<String> ids);
    }

    /** Adds articles, a piece at a time, until all are there or the answer has no more space. */
    private static CompletableFuture<GetArticlesResponse.Builder> get(
            List<String> ids, Pieces pieces, GetArticlesResponse.Builder response, AnswerSpace space) {
        if (ids.isEmpty()) {
            return CompletableFuture.completedFuture(response);
        }
        List<String> piece = ids.subList(0, Math.min(PIECE, ids.size()));
        return pieces.of(piece).thenCompose(found -> {
            int done = add(piece, found, response, space);
            List<String> left = ids.subList(done, ids.size());
            return done == piece.size()
                    ? get(left, pieces, response, space)
                    : CompletableFuture.completedFuture(response.addAllRemainingArticleIds(left));
        });
    }

    /** Adds as many as there is room for, and says how many that are. */
    private static int add(
            List<String> piece, List<ListedArticle> found, GetArticlesResponse.Builder response, AnswerSpace space) {
        Map<String, Article> encoded = new HashMap<>();
        found.forEach(article -> encoded.put(article.id(), ArticleMessages.encode(article)));
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

    private CompletableFuture<GetArticlesResponse> tellDeleted(GetArticlesResponse.Builder response) {
        return lookup.deleted(response.getMissingArticleIdsList())
                .thenApply(deleted -> response.addAllDeletedArticleIds(deleted).build());
    }

    @Override
    public void listArticles(ListArticlesRequest request, StreamObserver<ListArticlesResponse> caller) {
        Answers.later(caller, () -> list(request), response -> response);
    }

    private CompletableFuture<ListArticlesResponse> list(ListArticlesRequest request) {
        List<Violation> violations = new ArrayList<>();
        if (request.getPageSize() < 0) {
            violations.add(Violation.of("page_size", request.getPageSize(), ">= 0"));
        }
        ArticleQuery query = QueryMessages.decode(request, violations);
        Fields.requireNone(violations);
        Place after = lookup.place(query, request.getPageToken())
                .orElseThrow(() -> Refusal.invalid(
                        List.of(Violation.of("page_token", request.getPageToken(), PageTokens.EXPECTED))));
        int size = request.getPageSize() == 0 ? PAGE_SIZE_DEFAULT : Math.min(request.getPageSize(), Limits.ITEMS_MAX);
        return new ListCall(lookup, query, size).answer(after);
    }

    private static List<String> checkedIds(List<String> ids) {
        Fields.requireCount("article_ids", ids.size());
        Fields.requireIds("article_ids", ids);
        return ids;
    }
}
