package io.reco.server.grpc.endpoint.page;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.reco.api.v1.ListTopArticlesRequest;
import io.reco.api.v1.ListTopArticlesResponse;
import io.reco.api.v1.PageFilter;
import io.reco.api.v1.RelatedArticlesRequest;
import io.reco.api.v1.RelatedArticlesResponse;
import io.reco.api.v1.Result;
import io.reco.server.access.Caller;
import io.reco.server.access.Permissions;
import io.reco.server.domain.Ids;
import io.reco.server.domain.refusal.Refusal.Violation;
import io.reco.server.grpc.endpoint.Fields;
import io.reco.server.recommend.Answer;
import io.reco.server.recommend.draft.PageRequest;
import io.reco.server.recommend.draft.Policy;
import io.reco.server.recommend.lists.ArticleLists;
import io.reco.server.recommend.lists.Listing;
import io.reco.server.recommend.lists.TopKind;

/** The calls that answer with lists, of which nothing is kept. */
final class ListCalls {

    private static final int TOPIC_CHARS_MAX = 100;

    private final ArticleLists lists;
    private final Details details;

    ListCalls(ArticleLists lists, Details details) {
        this.lists = lists;
        this.details = details;
    }

    CompletableFuture<RelatedArticlesResponse> related(RelatedArticlesRequest request) {
        List<Violation> violations = new ArrayList<>();
        Ids.check("article_id", request.getArticleId(), violations);
        if (!request.getReaderId().isEmpty()) {
            Ids.check("reader_id", request.getReaderId(), violations);
        }
        Ids.checkPlacement("placement", request.getPlacement(), violations);
        int count = PageRequests.pageSize(request.getPageSize(), violations);
        ReadMask mask = ReadMask.decode(request.getReadMask(), violations);
        PageRequest wanted = filtered(
                PageRequest.of(request.getReaderId(), count, Policy.related()).in(request.getPlacement()),
                request.getFilter(),
                violations);
        Fields.requireNone(violations);
        boolean publishedOnly = Permissions.seesLiveOnly(Caller.current());
        return lists.related(
                        request.getArticleId(), request.getValidateOnly() ? wanted.notKept() : wanted, publishedOnly)
                .thenCompose(listing -> details.of(results(listing, request.getExplain()), mask)
                        .thenApply(results -> RelatedArticlesResponse.newBuilder()
                                .setExposureToken(listing.exposure())
                                .addAllResults(results)
                                .build()));
    }

    CompletableFuture<ListTopArticlesResponse> top(ListTopArticlesRequest request) {
        List<Violation> violations = new ArrayList<>();
        TopKind kind = kind(request, violations);
        String topic = request.getTopic();
        if (topic.codePointCount(0, topic.length()) > TOPIC_CHARS_MAX) {
            violations.add(Violation.of("topic", topic, "at most " + TOPIC_CHARS_MAX + " characters"));
        }
        int count = PageRequests.pageSize(request.getPageSize(), violations);
        ReadMask mask = ReadMask.decode(request.getReadMask(), violations);
        PageRequest wanted = filtered(PageRequest.of("", count, Policy.top()), request.getFilter(), violations);
        Fields.requireNone(violations);
        return details.of(results(lists.top(kind, topic, wanted), false), mask)
                .thenApply(results -> ListTopArticlesResponse.newBuilder()
                        .addAllResults(results)
                        .build());
    }

    private static TopKind kind(ListTopArticlesRequest request, List<Violation> violations) {
        return switch (request.getKind()) {
            case TOP_KIND_UNSPECIFIED, TOP_KIND_TRENDING -> TopKind.TRENDING;
            case TOP_KIND_POPULAR -> TopKind.POPULAR;
            case TOP_KIND_LATEST -> TopKind.LATEST;
            case UNRECOGNIZED -> {
                violations.add(Violation.of("kind", request.getKindValue(), "TRENDING, POPULAR or LATEST"));
                yield TopKind.TRENDING;
            }
        };
    }

    private static PageRequest filtered(PageRequest request, PageFilter filter, List<Violation> violations) {
        return filter.equals(PageFilter.getDefaultInstance())
                ? request
                : request.filtered(PageFilters.decode("filter", filter, violations));
    }

    private static List<Result> results(Listing listing, boolean explained) {
        List<Result> results = new ArrayList<>(listing.items().size());
        for (Listing.Item item : listing.items()) {
            results.add(Results.encode(item.article(), item.slot(), item.score(), explained)
                    .setStats(Results.stats(new Answer.Counts(item.views(), item.shares(), item.readers())))
                    .build());
        }
        return results;
    }
}
