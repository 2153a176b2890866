package io.reco.server.grpc.endpoint;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

import io.grpc.Context;
import io.grpc.stub.StreamObserver;

import io.reco.api.Article;
import io.reco.api.ArticleInfo;
import io.reco.api.ArticleResponse;
import io.reco.api.UserRecommendGrpc;
import io.reco.api.UserRequest;
import io.reco.server.domain.Limits;
import io.reco.server.domain.refusal.Failures;
import io.reco.server.domain.refusal.Refusal;
import io.reco.server.domain.refusal.Refusal.Violation;
import io.reco.server.grpc.guard.CallEnd;
import io.reco.server.recommend.Answer;
import io.reco.server.recommend.Recommender;
import io.reco.server.recommend.draft.PageRequest;
import io.reco.server.recommend.draft.Policy;
import io.reco.server.trace.CallTrace;

/** {@code UserRecommend}: the original contract. */
public final class UserRecommendEndpoint extends UserRecommendGrpc.UserRecommendImplBase {

    /** The request metadata {@code idempotency-key}; empty when there is none. */
    static final Context.Key<String> IDEMPOTENCY_KEY = Context.keyWithDefault("idempotency-key", "");

    private final Recommender recommender;
    private final Supplier<Policy> policy;

    /** Asks by the policy that is in force when a call comes in. */
    public UserRecommendEndpoint(Recommender recommender, Supplier<Policy> policy) {
        this.recommender = recommender;
        this.policy = policy;
    }

    @Override
    public void userRecommend(UserRequest request, StreamObserver<ArticleResponse> caller) {
        Answers.later(caller, () -> recommend(decode(request, IDEMPOTENCY_KEY.get())), UserRecommendEndpoint::encode);
    }

    private CompletableFuture<Answer> recommend(PageRequest request) {
        return recommender
                .recommend(request)
                .exceptionallyCompose(failure -> CompletableFuture.failedFuture(inWordsOfThisContract(failure)));
    }

    private static Throwable inWordsOfThisContract(Throwable failure) {
        Throwable cause = Failures.cause(failure);
        if (cause instanceof Refusal refusal && refusal.reason() == Refusal.Reason.CONFLICT) {
            String words = refusal.description();
            return Refusal.conflict(words.replace("page_size", "article_num").replace("request_id", "idempotency-key"));
        }
        return cause;
    }

    private PageRequest decode(UserRequest request, String key) {
        List<Violation> violations = new ArrayList<>();
        if (request.getUserId() < 0) {
            violations.add(Violation.of("user_id", request.getUserId(), ">= 0"));
        }
        if (request.getArticleNum() < 0 || request.getArticleNum() > Fields.PAGE_SIZE_MAX) {
            violations.add(Violation.of("article_num", request.getArticleNum(), "0.." + Fields.PAGE_SIZE_MAX));
        }
        if (request.getTimeStamp() < 0) {
            violations.add(Violation.of("time_stamp", request.getTimeStamp(), ">= 0"));
        } else if (request.getTimeStamp() > 0 && request.getTimeStamp() <= Limits.SECONDS_MAX) {
            violations.add(Violation.of(
                    "time_stamp", request.getTimeStamp(), "milliseconds since 1970, not seconds; or 0 for now"));
        }
        Fields.checkKey("idempotency-key", key, violations);
        Fields.requireNone(violations);
        int count = Fields.pageSize(request.getArticleNum());
        Context context = Context.current();
        String reader = request.getUserId() == 0 ? "" : Integer.toString(request.getUserId());
        return PageRequest.of(reader, count, policy.get())
                .inNumbers()
                .at(request.getTimeStamp())
                .withKey(key)
                .traced(CallTrace.current())
                .unless(() -> CallEnd.givenUp(context))
                .within(() -> CallEnd.leftNanos(context));
    }

    private static ArticleResponse encode(Answer answer) {
        ArticleResponse.Builder response =
                ArticleResponse.newBuilder().setExposure(answer.exposure()).setTimeStamp(answer.stamp());
        for (Answer.Item item : answer.items()) {
            response.addRecommends(Article.newBuilder()
                    .setArticleId(Integer.parseInt(item.article()))
                    .setInfo(ArticleInfo.newBuilder()
                            .setViews(Long.toString(item.views()))
                            .setShare(Long.toString(item.shares()))));
        }
        return response.build();
    }
}
