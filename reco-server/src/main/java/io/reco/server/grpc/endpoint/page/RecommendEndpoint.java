package io.reco.server.grpc.endpoint.page;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

import io.grpc.Context;
import io.grpc.stub.StreamObserver;

import io.reco.api.v1.ArticleStats;
import io.reco.api.v1.RecommendRequest;
import io.reco.api.v1.RecommendResponse;
import io.reco.api.v1.RecommendServiceGrpc;
import io.reco.api.v1.Result;
import io.reco.server.domain.Ids;
import io.reco.server.domain.refusal.Refusal.Violation;
import io.reco.server.grpc.endpoint.Answers;
import io.reco.server.grpc.endpoint.Fields;
import io.reco.server.grpc.guard.CallEnd;
import io.reco.server.recommend.Answer;
import io.reco.server.recommend.Recommender;
import io.reco.server.recommend.draft.PageRequest;
import io.reco.server.recommend.draft.Policy;

/** {@code reco.v1.RecommendService}. */
public final class RecommendEndpoint extends RecommendServiceGrpc.RecommendServiceImplBase {

    private final Recommender recommender;
    private final Supplier<Policy> policy;

    /** Asks by the policy that is in force when a call comes in. */
    public RecommendEndpoint(Recommender recommender, Supplier<Policy> policy) {
        this.recommender = recommender;
        this.policy = policy;
    }

    @Override
    public void recommend(RecommendRequest request, StreamObserver<RecommendResponse> caller) {
        Answers.later(caller, () -> recommender.recommend(decode(request)), RecommendEndpoint::encode);
    }

    private PageRequest decode(RecommendRequest request) {
        List<Violation> violations = new ArrayList<>();
        if (!request.getReaderId().isEmpty()) {
            Ids.check("reader_id", request.getReaderId(), violations);
        }
        if (request.getPageSize() < 0) {
            violations.add(Violation.of("page_size", request.getPageSize(), ">= 0"));
        }
        long stampMs = 0;
        if (request.hasPageTime()) {
            stampMs = stampMs(request, violations);
        }
        Fields.checkKey("request_id", request.getRequestId(), violations);
        Ids.checkPlacement("placement", request.getPlacement(), violations);
        Fields.requireNone(violations);
        int count = Math.min(Fields.pageSize(request.getPageSize()), Fields.PAGE_SIZE_MAX);
        Context context = Context.current();
        PageRequest wanted = PageRequest.of(request.getReaderId(), count, policy.get())
                .in(request.getPlacement())
                .at(stampMs)
                .withKey(request.getRequestId())
                .unless(() -> CallEnd.givenUp(context))
                .within(() -> CallEnd.leftNanos(context));
        return request.getValidateOnly() ? wanted.notKept() : wanted;
    }

    /** Never 0, which would mean now: the first moment of 1970 is as good as the millisecond after it. */
    private static long stampMs(RecommendRequest request, List<Violation> violations) {
        long ms = Fields.millis(request.getPageTime());
        if (ms == Fields.NOT_A_TIME) {
            violations.add(Violation.of("page_time", Fields.text(request.getPageTime()), "a time from 1970 to 9999"));
        }
        return Math.max(1, ms);
    }

    private static RecommendResponse encode(Answer answer) {
        RecommendResponse.Builder response = RecommendResponse.newBuilder()
                .setExposureToken(answer.exposure())
                .setDegraded(answer.degraded());
        if (answer.stamp() != 0) {
            response.setPageTime(Fields.timestamp(answer.stamp()));
        }
        for (Answer.Item item : answer.items()) {
            response.addResults(Result.newBuilder()
                    .setArticleId(item.article())
                    .setStats(ArticleStats.newBuilder().setViews(item.views()).setShares(item.shares())));
        }
        return response.build();
    }
}
