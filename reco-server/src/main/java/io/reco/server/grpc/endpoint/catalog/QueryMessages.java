package io.reco.server.grpc.endpoint.catalog;

import java.util.List;

import com.google.protobuf.ProtocolMessageEnum;
import com.google.protobuf.Timestamp;

import io.reco.api.v1.ArticleOrder;
import io.reco.api.v1.ArticleStatus;
import io.reco.api.v1.ArticleView;
import io.reco.api.v1.ListArticlesRequest;
import io.reco.server.browse.ArticleFilter;
import io.reco.server.browse.ArticleFilter.Status;
import io.reco.server.browse.ArticleQuery;
import io.reco.server.browse.ArticleQuery.Order;
import io.reco.server.browse.ArticleQuery.View;
import io.reco.server.domain.refusal.Refusal.Violation;
import io.reco.server.grpc.endpoint.Fields;
import io.reco.server.ingest.ArticleRules;

/** Which articles are asked for, and how much of them, from messages. */
final class QueryMessages {

    private static final int WORDS_MAX = 200;

    private QueryMessages() {}

    /** The query; of no meaning when violations were added. */
    static ArticleQuery decode(ListArticlesRequest request, List<Violation> violations) {
        ArticleFilter filter = request.hasFilter() ? filter(request.getFilter(), violations) : ArticleFilter.NONE;
        return new ArticleQuery(filter, order(request, violations), view(request.getViewValue(), violations));
    }

    private static ArticleFilter filter(io.reco.api.v1.ArticleFilter sent, List<Violation> violations) {
        ArticleRules.atMost("filter.words", sent.getWords(), WORDS_MAX, violations);
        ArticleRules.topics("filter.topics", sent.getTopicsList(), violations);
        ArticleRules.atMost("filter.author", sent.getAuthor(), ArticleRules.AUTHOR_MAX, violations);
        ArticleRules.atMost("filter.language_code", sent.getLanguageCode(), ArticleRules.LANGUAGE_MAX, violations);
        ArticleRules.attributes("filter.attributes", sent.getAttributesMap(), violations);
        long fromMs = sent.hasPublishedFrom() ? time("filter.published_from", sent.getPublishedFrom(), violations) : 0;
        long beforeMs = sent.hasPublishedBefore()
                ? time("filter.published_before", sent.getPublishedBefore(), violations)
                : Long.MAX_VALUE;
        return new ArticleFilter(
                sent.getWords(),
                sent.getTopicsList(),
                sent.getAuthor(),
                sent.getLanguageCode(),
                sent.getAttributesMap(),
                status(sent, violations),
                fromMs,
                beforeMs);
    }

    private static long time(String field, Timestamp sent, List<Violation> violations) {
        long millis = Fields.millis(sent);
        if (millis == Fields.NOT_A_TIME) {
            violations.add(Violation.of(field, Fields.text(sent), "from 1970 on, a valid time"));
        }
        return millis;
    }

    private static Status status(io.reco.api.v1.ArticleFilter sent, List<Violation> violations) {
        return switch (sent.getStatus()) {
            case ARTICLE_STATUS_UNSPECIFIED -> Status.ANY;
            case ARTICLE_STATUS_LIVE -> Status.LIVE;
            case ARTICLE_STATUS_SCHEDULED -> Status.SCHEDULED;
            case ARTICLE_STATUS_EXPIRED -> Status.EXPIRED;
            case ARTICLE_STATUS_HIDDEN -> Status.HIDDEN;
            case UNRECOGNIZED -> {
                violations.add(unknown("filter.status", sent.getStatusValue(), ArticleStatus.ARTICLE_STATUS_HIDDEN));
                yield Status.ANY;
            }
        };
    }

    private static Order order(ListArticlesRequest request, List<Violation> violations) {
        return switch (request.getOrder()) {
            case ARTICLE_ORDER_UNSPECIFIED, ARTICLE_ORDER_ARTICLE_ID -> Order.ID;
            case ARTICLE_ORDER_NEWEST_FIRST -> Order.NEWEST_FIRST;
            case UNRECOGNIZED -> {
                violations.add(unknown("order", request.getOrderValue(), ArticleOrder.ARTICLE_ORDER_NEWEST_FIRST));
                yield Order.ID;
            }
        };
    }

    /** How much of each article. */
    static View view(int code, List<Violation> violations) {
        ArticleView view = ArticleView.forNumber(code);
        if (view == null) {
            violations.add(unknown("view", code, ArticleView.ARTICLE_VIEW_FULL));
        }
        return view == ArticleView.ARTICLE_VIEW_FULL ? View.FULL : View.BASIC;
    }

    private static Violation unknown(String field, int code, ProtocolMessageEnum last) {
        return Violation.of(field, code, "0.." + last.getNumber());
    }
}
