package io.reco.server.tool.json;

import java.time.Instant;

import io.reco.client.page.Absence;
import io.reco.client.page.Explanation;
import io.reco.client.page.Exposure;
import io.reco.client.page.Page;
import io.reco.client.page.Reason;
import io.reco.client.page.RecommendedArticle;
import io.reco.client.page.SourceShare;

/** Pages, as {@code reco.v1.RecommendResponse} and its like. */
public final class PageJson {

    private static final String SOURCE = "SOURCE_";
    private static final String RUNG = "RUNG_";
    private static final String ABSENCE = "ABSENCE_REASON_";

    private PageJson() {}

    public static Json of(Page page) {
        Json json = new Json();
        if (!page.stamp().equals(Instant.EPOCH)) {
            json.time("pageTime", page.stamp());
        }
        return json.text("exposureToken", page.exposureToken())
                .children("results", page.articles(), PageJson::of)
                .flag("degraded", page.degraded())
                .children("absences", page.absences(), PageJson::of);
    }

    public static Json of(RecommendedArticle article) {
        Json json = new Json().text("articleId", article.id()).child("stats", ArticleJson.of(article.stats()));
        article.details().ifPresent(details -> json.child("article", ArticleJson.of(details)));
        return json.number("score", article.score())
                .value("source", SOURCE, article.source())
                .value("rung", RUNG, article.rung())
                .children("reasons", article.reasons(), PageJson::of)
                .children("shares", article.sourceShares(), PageJson::of);
    }

    private static Json of(Reason reason) {
        return new Json()
                .value("kind", "REASON_KIND_", reason.kind())
                .texts("articleIds", reason.articles())
                .text("topic", reason.topic())
                .text("author", reason.author());
    }

    private static Json of(SourceShare share) {
        return new Json().value("source", SOURCE, share.source()).number("share", share.share());
    }

    private static Json of(Absence absence) {
        Json json = new Json().text("articleId", absence.article());
        return (absence.why() == Absence.Why.NO_SUCH_ARTICLE
                        ? json.text("reason", ABSENCE + "UNKNOWN")
                        : json.value("reason", ABSENCE, absence.why()))
                .number("score", absence.score());
    }

    static Json of(Exposure exposure) {
        Exposure.Policy policy = exposure.policy();
        return new Json()
                .text("readerId", exposure.reader())
                .time("pageTime", exposure.stamp())
                .text("placement", exposure.placement())
                .child(
                        "policy",
                        new Json()
                                .text("name", policy.name())
                                .text("experiment", policy.experiment())
                                .text("arm", policy.arm())
                                .text("modelId", policy.modelId()))
                .value("rung", RUNG, exposure.rung())
                .children("slots", exposure.slots(), PageJson::of)
                .flag("degraded", exposure.degraded());
    }

    private static Json of(Exposure.Slot slot) {
        return new Json()
                .text("articleId", slot.articleId())
                .value("rung", RUNG, slot.rung())
                .value("source", SOURCE, slot.source())
                .number("propensity", slot.propensity());
    }

    public static Json of(Explanation explanation) {
        return new Json()
                .child("exposure", of(explanation.page()))
                .children(
                        "slots",
                        explanation.slots(),
                        slot -> new Json()
                                .text("articleId", slot.article())
                                .children("shares", slot.shares(), PageJson::of)
                                .flag("exposed", slot.exposed()))
                .children("absences", explanation.absences(), PageJson::of)
                .time("asOf", explanation.asOf());
    }
}
