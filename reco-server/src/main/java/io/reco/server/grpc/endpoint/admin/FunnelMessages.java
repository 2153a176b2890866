package io.reco.server.grpc.endpoint.admin;

import java.util.ArrayList;
import java.util.List;

import io.reco.api.v1.GetArticleFunnelRequest;
import io.reco.api.v1.GetArticleFunnelResponse;
import io.reco.server.browse.ArticleFunnel;
import io.reco.server.domain.Ids;
import io.reco.server.domain.count.HourUse;
import io.reco.server.domain.refusal.Refusal;
import io.reco.server.domain.refusal.Refusal.Violation;
import io.reco.server.grpc.endpoint.Fields;

/** What became of an article, as the contract has it. */
final class FunnelMessages {

    private static final int HOURS_DEFAULT = 48;

    private FunnelMessages() {}

    static GetArticleFunnelResponse get(GetArticleFunnelRequest request, ArticleFunnel.Lookup funnels) {
        List<Violation> violations = new ArrayList<>();
        Ids.check("article_id", request.getArticleId(), violations);
        if (request.getHourCount() < 0) {
            violations.add(Violation.of("hour_count", request.getHourCount(), ">= 0"));
        }
        Fields.requireNone(violations);
        int hours = request.getHourCount() == 0 ? HOURS_DEFAULT : request.getHourCount();
        return funnels.get(request.getArticleId(), hours)
                .map(FunnelMessages::message)
                .orElseThrow(() -> Refusal.notFound(
                        "article_id: " + request.getArticleId() + " (expected: an article of the catalogue)"));
    }

    private static GetArticleFunnelResponse message(ArticleFunnel funnel) {
        GetArticleFunnelResponse.Builder response =
                GetArticleFunnelResponse.newBuilder().setStartTime(Fields.timestamp(funnel.sinceMs()));
        funnel.uses().forEach(use -> response.addHours(message(use)));
        return response.build();
    }

    private static GetArticleFunnelResponse.HourUse message(HourUse use) {
        return GetArticleFunnelResponse.HourUse.newBuilder()
                .setStartTime(Fields.timestamp(use.hourMs()))
                .setSourceValue(use.sourceCode())
                .setPlacement(use.placement())
                .setExposedCount(use.exposed())
                .setOpenedCount(use.opened())
                .setReadCount(use.read())
                .setSharedCount(use.shared())
                .build();
    }
}
