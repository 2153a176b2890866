package io.reco.client.testing;

import java.util.ArrayList;
import java.util.List;

import com.google.protobuf.Timestamp;
import io.grpc.BindableService;
import io.grpc.stub.StreamObserver;
import org.jspecify.annotations.Nullable;

import io.reco.api.Article;
import io.reco.api.ArticleInfo;
import io.reco.api.ArticleResponse;
import io.reco.api.UserRecommendGrpc;
import io.reco.api.UserRequest;
import io.reco.api.v1.ExplainExposureRequest;
import io.reco.api.v1.ExplainExposureResponse;
import io.reco.api.v1.ListTopArticlesRequest;
import io.reco.api.v1.ListTopArticlesResponse;
import io.reco.api.v1.PageFilter;
import io.reco.api.v1.RecommendRequest;
import io.reco.api.v1.RecommendResponse;
import io.reco.api.v1.RecommendServiceGrpc;
import io.reco.api.v1.RelatedArticlesRequest;
import io.reco.api.v1.RelatedArticlesResponse;
import io.reco.client.Operation;
import io.reco.client.Violation;
import io.reco.client.testing.FakeFeed.ShownPage;

/** The two services that answer with pages of the one feed. */
final class FakePages {
    private static final int COUNT_DEFAULT = 10;
    private static final int COUNT_MAX = 100;
    private static final int KEY_CHARS_MAX = 64;
    private static final String KEY_EXPECTED = "1..64 visible ASCII characters";
    /** A time_stamp up to here must be meant in seconds. */
    private static final long SECONDS_MAX = 99_999_999_999L;
    /** A google.protobuf.Timestamp ends with the year 9999. */
    private static final long SECONDS_OF_TIMESTAMP_MAX = 253_402_300_799L;

    private final Script script;
    private final FakeFeed feed;
    private final FakeFeedback feedback;
    private final FakeLists lists;

    FakePages(Script script, FakeFeed feed, FakeFeedback feedback, FakeLists lists) {
        this.script = script;
        this.feed = feed;
        this.feedback = feedback;
        this.lists = lists;
    }

    List<BindableService> services() {
        return List.of(new UserRecommend(), new RecommendService());
    }

    /** The original contract: it knows only ids that are numbers. */
    private final class UserRecommend extends UserRecommendGrpc.UserRecommendImplBase {
        @Override
        public void userRecommend(UserRequest request, StreamObserver<ArticleResponse> observer) {
            String key = Headers.idempotencyKey();
            script.answer(Operation.RECOMMEND, observer, () -> response(feed.page(query(request, key))));
        }

        private FakeFeed.Query query(UserRequest request, @Nullable String key) {
            List<Violation> violations = new ArrayList<>();
            if (request.getUserId() < 0) {
                violations.add(Script.violation("user_id", request.getUserId(), ">= 0"));
            }
            if (request.getArticleNum() < 0 || request.getArticleNum() > COUNT_MAX) {
                violations.add(Script.violation("article_num", request.getArticleNum(), "0..100"));
            }
            if (request.getTimeStamp() < 0) {
                violations.add(Script.violation("time_stamp", request.getTimeStamp(), ">= 0"));
            } else if (request.getTimeStamp() > 0 && request.getTimeStamp() <= SECONDS_MAX) {
                violations.add(Script.violation(
                        "time_stamp", request.getTimeStamp(), "milliseconds since 1970, not seconds; or 0 for now"));
            }
            if (key != null && !Script.isVisibleAscii(key, KEY_CHARS_MAX)) {
                violations.add(Script.violation("idempotency-key", key, KEY_EXPECTED));
            }
            Script.refuse(violations);
            String reader = request.getUserId() == 0 ? "" : Integer.toString(request.getUserId());
            String known = key == null ? "" : key;
            return new FakeFeed.Query(
                    reader,
                    "",
                    count(request.getArticleNum()),
                    request.getTimeStamp(),
                    known,
                    FakeFeed.Contract.ORIGINAL,
                    List.of(),
                    PageFilter.getDefaultInstance(),
                    false);
        }

        private ArticleResponse response(ShownPage page) {
            ArticleResponse.Builder response =
                    ArticleResponse.newBuilder().setTimeStamp(page.stamp()).setExposure(page.token());
            for (String id : page.articles()) {
                response.addRecommends(Article.newBuilder()
                        .setArticleId(Integer.parseInt(id))
                        .setInfo(ArticleInfo.newBuilder()
                                .setViews(Long.toString(feedback.stats(id).getViews()))
                                .setShare(Long.toString(feedback.stats(id).getShares()))));
            }
            return response.build();
        }
    }

    /** {@code reco.v1.RecommendService}. */
    private final class RecommendService extends RecommendServiceGrpc.RecommendServiceImplBase {
        @Override
        public void recommend(RecommendRequest request, StreamObserver<RecommendResponse> observer) {
            script.answer(Operation.RECOMMEND, observer, () -> {
                FakeFeed.Query query = query(request);
                return response(request, query, feed.page(query));
            });
        }

        @Override
        public void relatedArticles(RelatedArticlesRequest request, StreamObserver<RelatedArticlesResponse> observer) {
            script.answer(Operation.RELATED, observer, () -> lists.related(request));
        }

        @Override
        public void listTopArticles(ListTopArticlesRequest request, StreamObserver<ListTopArticlesResponse> observer) {
            script.answer(Operation.TOP, observer, () -> lists.top(request));
        }

        @Override
        public void explainExposure(ExplainExposureRequest request, StreamObserver<ExplainExposureResponse> observer) {
            script.answer(Operation.EXPLAIN, observer, () -> lists.explain(request));
        }

        private FakeFeed.Query query(RecommendRequest request) {
            List<Violation> violations = new ArrayList<>();
            String reader = request.getReaderId();
            if (!reader.isEmpty()) {
                Script.requireId("reader_id", reader, violations);
            }
            if (request.getPageSize() < 0) {
                violations.add(Script.violation("page_size", request.getPageSize(), ">= 0"));
            }
            String key = request.getRequestId();
            if (!key.isEmpty() && !Script.isVisibleAscii(key, KEY_CHARS_MAX)) {
                violations.add(Script.violation("request_id", key, KEY_EXPECTED));
            }
            if (request.hasPageTime() && !isPossible(request.getPageTime())) {
                violations.add(Script.violation(
                        "page_time", request.getPageTime().getSeconds() + " s", "a time from 1970 to 9999"));
            }
            Script.requirePlacement("placement", request.getPlacement(), violations);
            if (request.getVarietyCase() == RecommendRequest.VarietyCase.DIVERSITY
                    && !(request.getDiversity() >= 0 && request.getDiversity() <= 1)) {
                violations.add(Script.violation("diversity", request.getDiversity(), "0..1"));
            }
            if (request.getExplainArticleIdsCount() > 0 && !request.getValidateOnly()) {
                violations.add(Script.violation("explain_article_ids", "without validate_only", "with it"));
            }
            Script.refuse(violations);
            return new FakeFeed.Query(
                    reader,
                    request.getPlacement(),
                    Math.min(count(request.getPageSize()), COUNT_MAX),
                    request.hasPageTime() ? stamp(request.getPageTime()) : 0,
                    key,
                    FakeFeed.Contract.V1,
                    request.getRecentArticleIdsList(),
                    request.getFilter(),
                    request.getValidateOnly());
        }

        private static boolean isPossible(Timestamp time) {
            return time.getSeconds() >= 0
                    && time.getSeconds() <= SECONDS_OF_TIMESTAMP_MAX
                    && time.getNanos() >= 0
                    && time.getNanos() < 1_000_000_000;
        }

        /** Never 0, which would mean now: the first moment of 1970 is as good as the millisecond after it. */
        private static long stamp(Timestamp time) {
            return Math.max(1, time.getSeconds() * 1_000 + time.getNanos() / 1_000_000);
        }

        private RecommendResponse response(RecommendRequest request, FakeFeed.Query query, ShownPage page) {
            RecommendResponse.Builder response = RecommendResponse.newBuilder().setExposureToken(page.token());
            if (page.stamp() != 0) {
                response.setPageTime(Times.timestamp(page.stamp()));
            }
            page.articles()
                    .forEach(id -> response.addResults(lists.result(id, request.getReadMask(), request.getExplain())));
            for (String id : request.getExplainArticleIdsList()) {
                if (!page.articles().contains(id)) {
                    response.addAbsences(lists.absence(query.reader(), query.filter(), id));
                }
            }
            return response.build();
        }
    }

    static int count(int asked) {
        return asked == 0 ? COUNT_DEFAULT : asked;
    }
}
