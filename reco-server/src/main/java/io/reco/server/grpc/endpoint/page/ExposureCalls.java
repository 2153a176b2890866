package io.reco.server.grpc.endpoint.page;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

import com.google.protobuf.InvalidProtocolBufferException;

import io.reco.api.v1.Absence;
import io.reco.api.v1.ExplainExposureRequest;
import io.reco.api.v1.ExplainExposureResponse;
import io.reco.api.v1.ExplainExposureResponse.SlotExplanation;
import io.reco.api.v1.Exposure;
import io.reco.server.domain.Ids;
import io.reco.server.domain.page.Page;
import io.reco.server.domain.refusal.Refusal.Violation;
import io.reco.server.grpc.endpoint.Fields;
import io.reco.server.recommend.Explainer;
import io.reco.server.recommend.draft.Policy;

/** {@code ExplainExposure}. */
final class ExposureCalls {

    private static final int ABSENT_MAX = 100;

    private final Explainer explainer;
    private final Supplier<Policy> policy;

    ExposureCalls(Explainer explainer, Supplier<Policy> policy) {
        this.explainer = explainer;
        this.policy = policy;
    }

    CompletableFuture<Explainer.Explanation> explain(ExplainExposureRequest request) {
        List<Violation> violations = new ArrayList<>();
        boolean byName = request.getExposureToken().isEmpty();
        Explainer.PageName name = byName ? named(request, violations) : ofToken(request, violations);
        PageRequests.checkIds("absent_article_ids", request.getAbsentArticleIdsList(), ABSENT_MAX, violations);
        Fields.requireNone(violations);
        CompletableFuture<Explainer.PageName> page =
                byName ? CompletableFuture.completedFuture(name) : explainer.now(name);
        return page.thenCompose(now -> explainer.explain(now, request.getAbsentArticleIdsList(), policy.get()));
    }

    private Explainer.PageName ofToken(ExplainExposureRequest request, List<Violation> violations) {
        boolean named =
                !request.getReaderId().isEmpty() || !request.getPlacement().isEmpty() || request.hasPageTime();
        if (named) {
            violations.add(Violation.of(
                    "exposure_token", request.getExposureToken(), "empty beside reader_id, placement and page_time"));
        }
        Optional<Explainer.PageName> name = explainer.named(request.getExposureToken());
        if (name.isEmpty()) {
            violations.add(Violation.of(
                    "exposure_token", request.getExposureToken(), "a token that this service made, unchanged"));
        }
        return name.orElse(new Explainer.PageName("", "", 0));
    }

    private static Explainer.PageName named(ExplainExposureRequest request, List<Violation> violations) {
        Ids.check("reader_id", request.getReaderId(), violations);
        Ids.checkPlacement("placement", request.getPlacement(), violations);
        long stampMs = request.hasPageTime() ? Fields.millis(request.getPageTime()) : Fields.NOT_A_TIME;
        if (stampMs == Fields.NOT_A_TIME) {
            String sent = request.hasPageTime() ? Fields.text(request.getPageTime()) : "unset";
            violations.add(Violation.of("page_time", sent, "the page_time of a page, or its exposure_token"));
        }
        return new Explainer.PageName(request.getReaderId(), request.getPlacement(), stampMs);
    }

    static ExplainExposureResponse encode(Explainer.Explanation explanation) {
        ExplainExposureResponse.Builder response = ExplainExposureResponse.newBuilder()
                .setExposure(exposure(explanation))
                .setAsOf(Fields.timestamp(explanation.asOfMs()));
        Page page = explanation.page();
        for (int slot = 0; slot < page.slots().size(); slot++) {
            SlotExplanation.Builder explained = SlotExplanation.newBuilder()
                    .setArticleId(explanation.articles().get(slot))
                    .setExposed(page.shown().exposed(slot));
            for (int place = 0; place < page.slots().get(slot).shares().count(); place++) {
                explained.addShares(Results.share(page.slots().get(slot).shares(), place));
            }
            response.addSlots(explained);
        }
        explanation.absences().forEach(absence -> response.addAbsences(encode(absence)));
        return response.build();
    }

    private static Exposure exposure(Explainer.Explanation explanation) {
        try {
            return Exposure.parseFrom(explanation.exposure());
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("an exposure of our own is damaged", e);
        }
    }

    static Absence encode(io.reco.server.recommend.explain.Absence absence) {
        return Absence.newBuilder()
                .setArticleId(absence.article())
                .setReasonValue(absence.reason().code())
                .setScore(absence.score())
                .build();
    }
}
