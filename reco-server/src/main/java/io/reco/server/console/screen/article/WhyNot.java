package io.reco.server.console.screen.article;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import io.reco.api.v1.Absence;
import io.reco.api.v1.AbsenceReason;
import io.reco.api.v1.RecommendRequest;
import io.reco.api.v1.RecommendResponse;
import io.reco.api.v1.RecommendServiceGrpc;
import io.reco.server.console.table.Terms;
import io.reco.server.console.visit.Outcome;
import io.reco.server.console.visit.Visit;

/**
 * Why an article is not on a reader's page, or where on it.
 *
 * @param sentence the answer
 * @param refused whether it is a refusal
 * @param curls how to ask for the same
 */
public record WhyNot(String sentence, boolean refused, List<String> curls) {

    private static final int PAGE_SIZE = 10;

    /** Asks, if who looks at the page named a reader. */
    static CompletableFuture<Optional<WhyNot>> of(Visit visit, String articleId) {
        String reader = visit.query().text("reader");
        if (reader.isEmpty()) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        RecommendRequest look = RecommendRequest.newBuilder()
                .setReaderId(reader)
                .setPageSize(PAGE_SIZE)
                .setValidateOnly(true)
                .addExplainArticleIds(articleId)
                .build();
        return visit.call(RecommendServiceGrpc.getRecommendMethod(), look)
                .thenApply(outcome -> Optional.of(of(outcome, articleId)));
    }

    private static WhyNot of(Outcome<RecommendResponse> outcome, String articleId) {
        String sentence =
                outcome.answer().map(answer -> sentence(answer, articleId)).orElse(outcome.refusal());
        return new WhyNot(sentence, outcome.isRefused(), outcome.curls());
    }

    private static String sentence(RecommendResponse page, String articleId) {
        for (int i = 0; i < page.getResultsCount(); i++) {
            if (page.getResults(i).getArticleId().equals(articleId)) {
                return "It is number " + (i + 1) + " of the " + page.getResultsCount()
                        + " on this reader's next page, by way of "
                        + Terms.of(page.getResults(i).getSource()) + ".";
            }
        }
        return page.getAbsencesList().stream()
                .findFirst()
                .map(absence -> said(absence, page))
                .orElse("Nothing is known.");
    }

    private static String said(Absence absence, RecommendResponse page) {
        String reason = said(absence.getReason());
        if (absence.getReason() != AbsenceReason.ABSENCE_REASON_OUTSCORED || page.getResultsCount() == 0) {
            return reason;
        }
        float last = page.getResults(page.getResultsCount() - 1).getScore();
        return String.format(
                Locale.ROOT,
                "%s It comes to %.3g, and the last one on the page to %.3g.",
                reason,
                absence.getScore(),
                last);
    }

    private static String said(AbsenceReason reason) {
        return switch (reason) {
            case ABSENCE_REASON_UNKNOWN -> "No article has this id.";
            case ABSENCE_REASON_DELETED -> "It was deleted.";
            case ABSENCE_REASON_HIDDEN -> "It is hidden.";
            case ABSENCE_REASON_EXPIRED -> "It is expired.";
            case ABSENCE_REASON_SCHEDULED -> "It is not published yet.";
            case ABSENCE_REASON_REJECTED -> "This reader disliked or hid it.";
            case ABSENCE_REASON_FILTERED -> "What this reader blocked, or their languages, leave it out.";
            case ABSENCE_REASON_VIEWED -> "This reader viewed it.";
            case ABSENCE_REASON_SERVED -> "It is on a recent page of this reader.";
            case ABSENCE_REASON_SAME_STORY -> "The page has another article that tells the same story.";
            case ABSENCE_REASON_VARIETY -> "Its topic or its author has as many places as variety gives.";
            case ABSENCE_REASON_OUTSCORED -> "Others were ranked above it.";
            case ABSENCE_REASON_NOT_PROPOSED -> "No source proposed it: nothing of what this reader did leads to it.";
            case ABSENCE_REASON_NONE_NOW -> "Nothing speaks against it now.";
            case ABSENCE_REASON_UNSPECIFIED, UNRECOGNIZED -> "Nothing is known.";
        };
    }
}
