package io.reco.client.testing;

import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

import com.google.protobuf.FieldMask;
import io.grpc.Status;
import org.jspecify.annotations.Nullable;

import io.reco.api.v1.Absence;
import io.reco.api.v1.AbsenceReason;
import io.reco.api.v1.Article;
import io.reco.api.v1.ExplainExposureRequest;
import io.reco.api.v1.ExplainExposureResponse;
import io.reco.api.v1.ExplainExposureResponse.SlotExplanation;
import io.reco.api.v1.Exposure;
import io.reco.api.v1.ListTopArticlesRequest;
import io.reco.api.v1.ListTopArticlesResponse;
import io.reco.api.v1.PageFilter;
import io.reco.api.v1.RelatedArticlesRequest;
import io.reco.api.v1.RelatedArticlesResponse;
import io.reco.api.v1.Result;
import io.reco.api.v1.Rung;
import io.reco.api.v1.Source;
import io.reco.api.v1.SourceShare;
import io.reco.client.testing.FakeFeed.Kept;

/** Lists beside the feed, and why something is on a page or not. */
final class FakeLists {
    private static final int COUNT_MAX = 100;

    private final FakeCatalog catalog;
    private final FakeFeedback feedback;
    private final FakeFeed feed;
    private final Clock clock;

    FakeLists(FakeCatalog catalog, FakeFeedback feedback, FakeFeed feed, Clock clock) {
        this.catalog = catalog;
        this.feedback = feedback;
        this.feed = feed;
        this.clock = clock;
    }

    /** An article of a page; the fake knows one source only. */
    Result result(String id, FieldMask mask, boolean explain) {
        Result.Builder result = Result.newBuilder()
                .setArticleId(id)
                .setStats(feedback.stats(id))
                .setSource(Source.SOURCE_TRENDING)
                .setRung(Rung.RUNG_TRENDING);
        catalog.read(id, mask).ifPresent(result::setArticle);
        if (explain) {
            result.addShares(
                    SourceShare.newBuilder().setSource(Source.SOURCE_TRENDING).setShare(1));
        }
        return result.build();
    }

    /** Of the same topic, the latest first; without what the reader viewed or rejected. */
    RelatedArticlesResponse related(RelatedArticlesRequest request) {
        Article start = catalog.find(request.getArticleId());
        if (start == null) {
            throw Status.NOT_FOUND
                    .withDescription("article_id: " + request.getArticleId() + " (expected: one of the catalogue)")
                    .asRuntimeException();
        }
        String reader = request.getReaderId();
        Set<String> viewed = feedback.viewedBy(reader);
        List<String> ids = listed(request.getFilter())
                .filter(article -> FakeFilter.anyOf(start.getTopicsList(), article.getTopicsList()))
                .map(Article::getArticleId)
                .filter(id -> !id.equals(start.getArticleId()) && !viewed.contains(id))
                .filter(id -> reader.isEmpty() || !feedback.isRejectedBy(reader, id))
                .limit(count(request.getPageSize()))
                .toList();
        RelatedArticlesResponse.Builder response = RelatedArticlesResponse.newBuilder();
        ids.forEach(id -> response.addResults(result(id, request.getReadMask(), request.getExplain())));
        if (!ids.isEmpty() && !request.getValidateOnly()) {
            response.setExposureToken(
                    FakeFeed.token(FakeFeed.exposure(reader, request.getPlacement(), clock.millis(), ids)));
        }
        return response.build();
    }

    /** What may be served now and the filter lets through, the latest first. */
    private Stream<Article> listed(PageFilter filter) {
        long nowMs = clock.millis();
        return catalog.ids()
                .map(catalog::find)
                .filter(article -> article != null
                        && catalog.isServable(article.getArticleId(), nowMs)
                        && FakeFilter.passes(filter, article.getArticleId(), article))
                .sorted(FakeCatalog.newestFirst());
    }

    private static int count(int asked) {
        return Math.min(FakePages.count(asked), COUNT_MAX);
    }

    /** By views, or by publish time; trending is what is popular. */
    ListTopArticlesResponse top(ListTopArticlesRequest request) {
        Predicate<Article> ofTopic = article ->
                request.getTopic().isEmpty() || FakeFilter.anyOf(List.of(request.getTopic()), article.getTopicsList());
        boolean latest = request.getKind() == io.reco.api.v1.TopKind.TOP_KIND_LATEST;
        Stream<Article> listed = listed(request.getFilter()).filter(ofTopic);
        List<Article> top = (latest ? listed : listed.sorted(mostViewedFirst()))
                .limit(count(request.getPageSize()))
                .toList();
        ListTopArticlesResponse.Builder response = ListTopArticlesResponse.newBuilder();
        for (Article article : top) {
            Result result = result(article.getArticleId(), request.getReadMask(), false);
            float score = latest
                    ? Times.ms(article.getPublishTime())
                    : result.getStats().getViews();
            response.addResults(result.toBuilder().setScore(score));
        }
        return response.build();
    }

    private Comparator<Article> mostViewedFirst() {
        return Comparator.comparingLong(
                article -> -feedback.stats(article.getArticleId()).getViews());
    }

    ExplainExposureResponse explain(ExplainExposureRequest request) {
        io.reco.client.page.@Nullable Exposure named =
                request.getExposureToken().isEmpty() ? null : decoded(request.getExposureToken());
        String reader = named == null ? request.getReaderId() : named.reader();
        String placement = named == null ? request.getPlacement() : named.placement();
        long stamp =
                named == null ? Times.ms(request.getPageTime()) : named.stamp().toEpochMilli();
        Kept page = feed.kept(reader).stream()
                .filter(kept -> kept.stamp() == stamp && kept.placement().equals(placement))
                .findFirst()
                .orElseThrow(() -> Status.NOT_FOUND
                        .withDescription("page_time: " + stamp + " ms (expected: a page that is kept)")
                        .asRuntimeException());
        Exposure exposure = FakeFeed.exposure(reader, placement, stamp, page.articles());
        ExplainExposureResponse.Builder response =
                ExplainExposureResponse.newBuilder().setExposure(exposure).setAsOf(Times.timestamp(clock.millis()));
        for (String id : page.articles()) {
            response.addSlots(SlotExplanation.newBuilder()
                    .setArticleId(id)
                    .addShares(SourceShare.newBuilder()
                            .setSource(Source.SOURCE_TRENDING)
                            .setShare(1)));
        }
        request.getAbsentArticleIdsList().stream()
                .filter(id -> !page.articles().contains(id))
                .forEach(id -> response.addAbsences(absence(reader, PageFilter.getDefaultInstance(), id)));
        return response.build();
    }

    private static io.reco.client.page.Exposure decoded(String token) {
        try {
            return io.reco.client.page.Exposure.decode(token);
        } catch (IllegalArgumentException e) {
            throw Status.INVALID_ARGUMENT
                    .withDescription("exposure_token: (expected: one of this server)")
                    .asRuntimeException();
        }
    }

    Absence absence(String reader, PageFilter filter, String id) {
        return Absence.newBuilder()
                .setArticleId(id)
                .setReason(reason(reader, filter, id))
                .build();
    }

    private AbsenceReason reason(String reader, PageFilter filter, String id) {
        var obstacle = catalog.obstacle(id, clock.millis());
        if (obstacle.isPresent()) {
            return obstacle.get();
        }
        if (!reader.isEmpty() && feedback.isRejectedBy(reader, id)) {
            return AbsenceReason.ABSENCE_REASON_REJECTED;
        }
        Article article = catalog.find(id);
        if (!FakeFilter.passes(filter, id, article) || !FakeFilter.passes(feed.stated(reader), article)) {
            return AbsenceReason.ABSENCE_REASON_FILTERED;
        }
        if (feedback.viewedBy(reader).contains(id)) {
            return AbsenceReason.ABSENCE_REASON_VIEWED;
        }
        return feed.kept(reader).stream().anyMatch(page -> page.articles().contains(id))
                ? AbsenceReason.ABSENCE_REASON_SERVED
                : AbsenceReason.ABSENCE_REASON_OUTSCORED;
    }
}
