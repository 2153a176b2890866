package io.reco.client.internal.wire;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

import io.reco.api.v1.ExplainExposureResponse;
import io.reco.api.v1.ListTopArticlesRequest;
import io.reco.api.v1.RecommendRequest;
import io.reco.api.v1.RecommendResponse;
import io.reco.api.v1.RelatedArticlesRequest;
import io.reco.api.v1.RelatedArticlesResponse;
import io.reco.api.v1.Result;
import io.reco.api.v1.TopKind;
import io.reco.client.catalog.ArticleDetails;
import io.reco.client.catalog.ArticleField;
import io.reco.client.page.Absence;
import io.reco.client.page.Explanation;
import io.reco.client.page.Explanation.ExplainedSlot;
import io.reco.client.page.Page;
import io.reco.client.page.PageFilter;
import io.reco.client.page.PageRequest;
import io.reco.client.page.Reason;
import io.reco.client.page.RecommendedArticle;
import io.reco.client.page.RelatedRequest;
import io.reco.client.page.SourceShare;
import io.reco.client.page.TopRequest;

/** Pages and messages. */
public final class Pages {
    private static final String REASON_PREFIX = "REASON_KIND_";
    private static final String ABSENCE_PREFIX = "ABSENCE_REASON_";

    private Pages() {}

    public static RecommendRequest.Builder recommend(PageRequest request) {
        RecommendRequest.Builder message = RecommendRequest.newBuilder()
                .setReaderId(request.reader())
                .setPageSize(request.count())
                .setRequestId(request.requestId())
                .setPlacement(request.placement())
                .addAllRecentArticleIds(request.recentArticles())
                .setValidateOnly(request.look())
                .setExplain(request.explain())
                .addAllExplainArticleIds(request.explainArticles());
        request.at().ifPresent(at -> message.setPageTime(Times.timestamp(at)));
        request.diversity().ifPresent(diversity -> message.setDiversity((float) diversity));
        if (!isEverything(request.filter())) {
            message.setFilter(filter(request.filter()));
        }
        if (!request.fields().isEmpty()) {
            message.setReadMask(Articles.readMask(request.fields()));
        }
        return message;
    }

    public static RelatedArticlesRequest related(RelatedRequest request) {
        RelatedArticlesRequest.Builder message = RelatedArticlesRequest.newBuilder()
                .setArticleId(request.article())
                .setReaderId(request.reader())
                .setPageSize(request.count())
                .setPlacement(request.placement())
                .setValidateOnly(request.look())
                .setExplain(request.explain());
        if (!isEverything(request.filter())) {
            message.setFilter(filter(request.filter()));
        }
        if (!request.fields().isEmpty()) {
            message.setReadMask(Articles.readMask(request.fields()));
        }
        return message.build();
    }

    public static ListTopArticlesRequest top(TopRequest request) {
        ListTopArticlesRequest.Builder message = ListTopArticlesRequest.newBuilder()
                .setKind(
                        switch (request.kind()) {
                            case TRENDING -> TopKind.TOP_KIND_TRENDING;
                            case POPULAR -> TopKind.TOP_KIND_POPULAR;
                            case LATEST -> TopKind.TOP_KIND_LATEST;
                        })
                .setTopic(request.topic())
                .setPageSize(request.count());
        if (!isEverything(request.filter())) {
            message.setFilter(filter(request.filter()));
        }
        if (!request.fields().isEmpty()) {
            message.setReadMask(Articles.readMask(request.fields()));
        }
        return message.build();
    }

    private static boolean isEverything(PageFilter filter) {
        return filter.equals(PageFilter.everything());
    }

    private static io.reco.api.v1.PageFilter filter(PageFilter filter) {
        io.reco.api.v1.PageFilter.Builder message = io.reco.api.v1.PageFilter.newBuilder()
                .addAllTopicsAny(filter.topicsAny())
                .addAllTopicsNone(filter.topicsNone())
                .addAllAuthorsNone(filter.authorsNone())
                .addAllLanguageCodes(filter.languageCodes())
                .putAllAttributesEqual(filter.attributesEqual())
                .putAllAttributesNotEqual(filter.attributesNotEqual())
                .addAllExcludedArticleIds(filter.excludedArticles());
        filter.publishedFrom().ifPresent(time -> message.setPublishedFrom(Times.timestamp(time)));
        return message.build();
    }

    public static Page page(PageRequest request, RecommendResponse response) {
        // Unset, the time is 1970: the stamp of no page.
        return new Page(
                request.reader(),
                request.placement(),
                Times.instant(response.getPageTime()),
                response.getExposureToken(),
                articles(response.getResultsList(), request.fields()),
                response.getDegraded(),
                response.getAbsencesList().stream().map(Pages::absence).toList());
    }

    public static Page page(RelatedRequest request, RelatedArticlesResponse response) {
        return new Page(
                request.reader(),
                request.placement(),
                Instant.EPOCH,
                response.getExposureToken(),
                articles(response.getResultsList(), request.fields()),
                false,
                List.of());
    }

    public static List<RecommendedArticle> articles(List<Result> results, Set<ArticleField> fields) {
        List<RecommendedArticle> articles = new ArrayList<>(results.size());
        for (Result result : results) {
            articles.add(new RecommendedArticle(
                    result.getArticleId(),
                    Articles.stats(result.getStats()),
                    fields.isEmpty() ? Optional.empty() : details(result),
                    result.getScore(),
                    Exposures.source(result.getSource()),
                    Exposures.rung(result.getRung()),
                    result.getReasonsList().stream().map(Pages::reason).toList(),
                    result.getSharesList().stream().map(Pages::share).toList()));
        }
        return articles;
    }

    /** The id is not among the fields that a mask names, but it is known. */
    private static Optional<ArticleDetails> details(Result result) {
        return result.hasArticle()
                ? Optional.of(Articles.details(result.getArticle().toBuilder()
                        .setArticleId(result.getArticleId())
                        .build()))
                : Optional.empty();
    }

    private static Reason reason(io.reco.api.v1.Reason reason) {
        Reason.Kind kind = valueOf(Reason.Kind.class, reason.getKind().name(), REASON_PREFIX, Reason.Kind.UNKNOWN);
        return new Reason(kind, reason.getArticleIdsList(), reason.getTopic(), reason.getAuthor());
    }

    private static SourceShare share(io.reco.api.v1.SourceShare share) {
        return new SourceShare(Exposures.source(share.getSource()), share.getShare());
    }

    private static Absence absence(io.reco.api.v1.Absence absence) {
        Absence.Why why = absence.getReason() == io.reco.api.v1.AbsenceReason.ABSENCE_REASON_UNKNOWN
                ? Absence.Why.NO_SUCH_ARTICLE
                : valueOf(Absence.Why.class, absence.getReason().name(), ABSENCE_PREFIX, Absence.Why.UNKNOWN);
        return new Absence(absence.getArticleId(), why, absence.getScore());
    }

    public static Explanation explanation(ExplainExposureResponse response) {
        List<ExplainedSlot> slots = response.getSlotsList().stream()
                .map(slot -> new ExplainedSlot(
                        slot.getArticleId(),
                        slot.getSharesList().stream().map(Pages::share).toList(),
                        slot.getExposed()))
                .toList();
        return new Explanation(
                Exposures.of(response.getExposure(), ""),
                slots,
                response.getAbsencesList().stream().map(Pages::absence).toList(),
                Times.instant(response.getAsOf()));
    }

    /** The value of this name; what a newer server says may be none of them. */
    private static <E extends Enum<E>> E valueOf(Class<E> type, String name, String prefix, E unknown) {
        String bare = name.startsWith(prefix) ? name.substring(prefix.length()).toUpperCase(Locale.ROOT) : "";
        for (E value : type.getEnumConstants()) {
            if (value.name().equals(bare)) {
                return value;
            }
        }
        return unknown;
    }
}
