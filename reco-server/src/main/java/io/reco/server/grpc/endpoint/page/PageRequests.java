package io.reco.server.grpc.endpoint.page;

import java.util.List;

import io.grpc.Context;

import io.reco.api.v1.RecommendRequest;
import io.reco.api.v1.RecommendRequest.VarietyCase;
import io.reco.server.domain.Ids;
import io.reco.server.domain.page.PageFilter;
import io.reco.server.domain.refusal.Refusal.Violation;
import io.reco.server.grpc.endpoint.Fields;
import io.reco.server.grpc.guard.CallEnd;
import io.reco.server.recommend.draft.PageRequest;
import io.reco.server.recommend.draft.Policy;
import io.reco.server.trace.CallTrace;

/** {@code reco.v1.RecommendRequest}. */
final class PageRequests {

    private static final int RECENT_MAX = 50;
    private static final int ABSENT_MAX = 100;

    private PageRequests() {}

    /** What is asked for, with a violation for whatever of it cannot be; of no meaning then. */
    static PageRequest decode(RecommendRequest request, Policy policy, List<Violation> violations) {
        PageRequest wanted = place(request, policy, violations).after(request.getRecentArticleIdsList());
        checkIds("recent_article_ids", request.getRecentArticleIdsList(), RECENT_MAX, violations);
        if (request.hasFilter()) {
            PageFilter filter = PageFilters.decode("filter", request.getFilter(), violations);
            wanted = wanted.filtered(filter);
        }
        if (request.getVarietyCase() == VarietyCase.DIVERSITY) {
            checkDiversity(request.getDiversity(), violations);
            wanted = wanted.diverse(request.getDiversity());
        }
        checkAbsent(request, violations);
        Context context = Context.current();
        PageRequest kept = wanted.explaining(request.getExplainArticleIdsList())
                .withReasons()
                .traced(CallTrace.current())
                .unless(() -> CallEnd.givenUp(context))
                .within(() -> CallEnd.leftNanos(context));
        return request.getValidateOnly() ? kept.notKept() : kept;
    }

    private static PageRequest place(RecommendRequest request, Policy policy, List<Violation> violations) {
        if (!request.getReaderId().isEmpty()) {
            Ids.check("reader_id", request.getReaderId(), violations);
        }
        int count = pageSize(request.getPageSize(), violations);
        long stampMs = request.hasPageTime() ? stampMs(request, violations) : 0;
        Fields.checkKey("request_id", request.getRequestId(), violations);
        Ids.checkPlacement("placement", request.getPlacement(), violations);
        return PageRequest.of(request.getReaderId(), count, policy)
                .in(request.getPlacement())
                .at(stampMs)
                .withKey(request.getRequestId());
    }

    /** How many articles are asked for: at most as many as there may be. */
    static int pageSize(int asked, List<Violation> violations) {
        if (asked < 0) {
            violations.add(Violation.of("page_size", asked, ">= 0"));
        }
        return Math.min(Fields.pageSize(asked), Fields.PAGE_SIZE_MAX);
    }

    /** Never 0, which would mean now: the first moment of 1970 is as good as the millisecond after it. */
    private static long stampMs(RecommendRequest request, List<Violation> violations) {
        long ms = Fields.millis(request.getPageTime());
        if (ms == Fields.NOT_A_TIME) {
            violations.add(Violation.of("page_time", Fields.text(request.getPageTime()), "a time from 1970 to 9999"));
        }
        return Math.max(1, ms);
    }

    private static void checkDiversity(float diversity, List<Violation> violations) {
        if (!(diversity >= 0 && diversity <= 1)) {
            violations.add(Violation.of("diversity", diversity, "0..1"));
        }
    }

    private static void checkAbsent(RecommendRequest request, List<Violation> violations) {
        List<String> absent = request.getExplainArticleIdsList();
        checkIds("explain_article_ids", absent, ABSENT_MAX, violations);
        if (!absent.isEmpty() && !request.getValidateOnly()) {
            String items = absent.size() + " items";
            violations.add(Violation.of("explain_article_ids", items, "none without validate_only"));
        }
    }

    /** Adds violations unless these are at most {@code max} ids of articles. */
    static void checkIds(String field, List<String> ids, int max, List<Violation> violations) {
        PageFilters.checkCount(field, ids.size(), max, violations);
        for (int i = 0; i < ids.size(); i++) {
            Ids.check(field + "[" + i + "]", ids.get(i), violations);
        }
    }
}
