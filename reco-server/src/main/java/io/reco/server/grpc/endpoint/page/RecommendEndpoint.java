package io.reco.server.grpc.endpoint.page;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

import io.grpc.stub.StreamObserver;

import io.reco.api.v1.ExplainExposureRequest;
import io.reco.api.v1.ExplainExposureResponse;
import io.reco.api.v1.ListTopArticlesRequest;
import io.reco.api.v1.ListTopArticlesResponse;
import io.reco.api.v1.RecommendRequest;
import io.reco.api.v1.RecommendResponse;
import io.reco.api.v1.RecommendServiceGrpc;
import io.reco.api.v1.RelatedArticlesRequest;
import io.reco.api.v1.RelatedArticlesResponse;
import io.reco.api.v1.Result;
import io.reco.server.browse.Lookup;
import io.reco.server.domain.refusal.Refusal.Violation;
import io.reco.server.grpc.endpoint.Answers;
import io.reco.server.grpc.endpoint.Fields;
import io.reco.server.recommend.Answer;
import io.reco.server.recommend.Explainer;
import io.reco.server.recommend.Recommender;
import io.reco.server.recommend.draft.PageRequest;
import io.reco.server.recommend.draft.Policy;
import io.reco.server.recommend.lists.ArticleLists;

/** {@code reco.v1.RecommendService}. */
public final class RecommendEndpoint extends RecommendServiceGrpc.RecommendServiceImplBase {

    private final Recommender recommender;
    private final Supplier<Policy> policy;
    private final Details details;
    private final ExposureCalls exposures;
    private final ListCalls lists;

    /** Asks by the policy that is in force when a call comes in. */
    public RecommendEndpoint(
            Recommender recommender, ArticleLists lists, Explainer explainer, Lookup lookup, Supplier<Policy> policy) {
        this.recommender = recommender;
        this.policy = policy;
        this.details = new Details(lookup);
        this.lists = new ListCalls(lists, details);
        this.exposures = new ExposureCalls(explainer, policy);
    }

    @Override
    public void recommend(RecommendRequest request, StreamObserver<RecommendResponse> caller) {
        Answers.later(caller, () -> recommend(request), response -> response);
    }

    private CompletableFuture<RecommendResponse> recommend(RecommendRequest request) {
        List<Violation> violations = new ArrayList<>();
        ReadMask mask = ReadMask.decode(request.getReadMask(), violations);
        PageRequest wanted = PageRequests.decode(request, policy.get(), violations);
        Fields.requireNone(violations);
        return recommender
                .recommend(wanted)
                .thenCompose(answer -> details.of(results(answer, request.getExplain()), mask)
                        .thenApply(results -> encode(answer, results)));
    }

    private static List<Result> results(Answer answer, boolean explained) {
        List<Result> results = new ArrayList<>(answer.items().size());
        for (Answer.Item item : answer.items()) {
            results.add(Results.encode(item, explained).build());
        }
        return results;
    }

    private static RecommendResponse encode(Answer answer, List<Result> results) {
        RecommendResponse.Builder response = RecommendResponse.newBuilder()
                .setExposureToken(answer.exposure())
                .setDegraded(answer.degraded())
                .addAllResults(results);
        if (answer.stamp() != 0) {
            response.setPageTime(Fields.timestamp(answer.stamp()));
        }
        answer.absences().forEach(absence -> response.addAbsences(ExposureCalls.encode(absence)));
        return response.build();
    }

    @Override
    public void relatedArticles(RelatedArticlesRequest request, StreamObserver<RelatedArticlesResponse> caller) {
        Answers.later(caller, () -> lists.related(request), response -> response);
    }

    @Override
    public void listTopArticles(ListTopArticlesRequest request, StreamObserver<ListTopArticlesResponse> caller) {
        Answers.later(caller, () -> lists.top(request), response -> response);
    }

    @Override
    public void explainExposure(ExplainExposureRequest request, StreamObserver<ExplainExposureResponse> caller) {
        Answers.later(caller, () -> exposures.explain(request), ExposureCalls::encode);
    }
}
