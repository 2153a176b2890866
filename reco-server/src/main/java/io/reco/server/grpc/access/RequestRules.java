package io.reco.server.grpc.access;

import java.util.Map;
import java.util.regex.Pattern;

import io.reco.api.UserRequest;
import io.reco.api.v1.ArticleStatus;
import io.reco.api.v1.ArticleView;
import io.reco.api.v1.GetArticlesRequest;
import io.reco.api.v1.ListArticlesRequest;
import io.reco.api.v1.RecommendRequest;
import io.reco.api.v1.RelatedArticlesRequest;
import io.reco.api.v1.ReportEventsRequest;
import io.reco.api.v1.UpdateReaderRequest;
import io.reco.server.access.Caller;
import io.reco.server.access.Denial;
import io.reco.server.access.Grant;
import io.reco.server.access.Permissions;

/** What of a method a caller may ask for who may not ask for all of it; of what is left unset, what is meant. */
final class RequestRules {

    /** Ids of the original contract: 1..2147483647 without leading zeros; {@link #number} looks at the end of the range. */
    private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,9}");

    private final String method;
    private final Caller caller;
    private final Grant grant;

    RequestRules(String method, Caller caller, Grant grant) {
        this.method = method;
        this.caller = caller;
        this.grant = grant;
    }

    /**
     * The request as it goes on.
     *
     * @throws Denial when it asks for what the caller may not have
     */
    Object allowed(Object request) {
        if (request instanceof UserRequest asked) {
            return page(asked);
        }
        if (request instanceof RecommendRequest asked) {
            return page(asked);
        }
        if (request instanceof RelatedArticlesRequest asked) {
            return related(asked);
        }
        if (request instanceof GetArticlesRequest asked) {
            return articles(asked);
        }
        if (request instanceof ListArticlesRequest asked) {
            return list(asked);
        }
        if (request instanceof ReportEventsRequest asked) {
            return events(asked);
        }
        return request instanceof UpdateReaderRequest asked ? statement(asked) : request;
    }

    private UserRequest page(UserRequest asked) {
        if (caller.reader().isEmpty()) {
            return asked;
        }
        int own = number(caller.reader().get());
        if (asked.getUserId() != 0 && asked.getUserId() != own) {
            throw another("user_id");
        }
        return asked.toBuilder().setUserId(own).build();
    }

    private static int number(String reader) {
        if (NUMBER.matcher(reader).matches() && Long.parseLong(reader) <= Integer.MAX_VALUE) {
            return Integer.parseInt(reader);
        }
        throw Denial.permission(
                "READER_WITHOUT_NUMBER",
                "user_id: the reader of this token has no number (expected: one of 1.." + Integer.MAX_VALUE + ")",
                Map.of());
    }

    private RecommendRequest page(RecommendRequest asked) {
        requirePlain(asked.getExplain(), asked.getValidateOnly());
        refuseWhere(asked.getExplainArticleIdsCount() > 0, "explain_article_ids", "some", "none");
        return asked.toBuilder()
                .setReaderId(reader("reader_id", asked.getReaderId()))
                .build();
    }

    private RelatedArticlesRequest related(RelatedArticlesRequest asked) {
        requirePlain(asked.getExplain(), asked.getValidateOnly());
        return asked.toBuilder()
                .setReaderId(reader("reader_id", asked.getReaderId()))
                .build();
    }

    private void requirePlain(boolean explain, boolean validateOnly) {
        refuseWhere(explain, "explain", "true", "false");
        refuseWhere(validateOnly, "validate_only", "true", "false");
    }

    private GetArticlesRequest articles(GetArticlesRequest asked) {
        refuseWhere(isFull(asked.getView()), "view", "FULL", "BASIC");
        return asked;
    }

    private ListArticlesRequest list(ListArticlesRequest asked) {
        refuseWhere(isFull(asked.getView()), "view", "FULL", "BASIC");
        ArticleStatus status = asked.getFilter().getStatus();
        boolean live =
                status == ArticleStatus.ARTICLE_STATUS_UNSPECIFIED || status == ArticleStatus.ARTICLE_STATUS_LIVE;
        refuseWhere(!live, "filter.status", "another", "LIVE");
        return grant == Grant.YES
                ? asked
                : asked.toBuilder()
                        .setFilter(asked.getFilter().toBuilder().setStatus(ArticleStatus.ARTICLE_STATUS_LIVE))
                        .build();
    }

    private static boolean isFull(ArticleView view) {
        return view == ArticleView.ARTICLE_VIEW_FULL;
    }

    private ReportEventsRequest events(ReportEventsRequest asked) {
        ReportEventsRequest.Builder own = asked.toBuilder();
        for (int i = 0; i < own.getEventsCount(); i++) {
            String reader =
                    reader("events[" + i + "].reader_id", own.getEvents(i).getReaderId());
            own.getEventsBuilder(i).setReaderId(reader);
        }
        return own.build();
    }

    private UpdateReaderRequest statement(UpdateReaderRequest asked) {
        UpdateReaderRequest.Builder own = asked.toBuilder();
        own.getReaderBuilder()
                .setReaderId(reader("reader.reader_id", asked.getReader().getReaderId()));
        return own.build();
    }

    /** The reader that a request is about: of a caller who is one reader that one, and another is denied. */
    private String reader(String field, String asked) {
        if (!asked.isEmpty() && !asked.equals(caller.reader().orElse(asked))) {
            throw another(field);
        }
        return caller.reader().orElse(asked);
    }

    private static Denial another(String field) {
        return Denial.permission(
                "READER_NOT_OWN",
                field + ": another reader (expected: the reader of the token, or unset)",
                Map.of("field", field));
    }

    private void refuseWhere(boolean set, String field, String value, String plain) {
        if (set && grant != Grant.YES) {
            String expected = Permissions.expected(method, Grant.YES);
            throw Denial.permission(
                    "ROLE_MISSING",
                    field + ": " + value + " (expected: " + plain + ", or role: " + expected + ")",
                    Map.of("field", field, "roles", caller.said(), "expected", expected));
        }
    }
}
