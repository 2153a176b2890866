package io.reco.server.console.screen.article;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import com.google.protobuf.FieldMask;

import io.reco.api.v1.Article;
import io.reco.api.v1.CatalogServiceGrpc;
import io.reco.api.v1.UpsertArticlesRequest;
import io.reco.api.v1.UpsertArticlesResponse;
import io.reco.server.console.answer.Page;
import io.reco.server.console.screen.Screen;
import io.reco.server.console.table.Moments;
import io.reco.server.console.visit.Outcome;
import io.reco.server.console.visit.Parameters;
import io.reco.server.console.visit.Visit;

/** Changes an article, unless somebody else did meanwhile, and shows it. */
public final class ArticleChange implements Screen {

    /** What its forms are for. */
    public static final String ACTION = "article";

    private static final List<String> TEXTS = List.of("title", "summary", "url", "author", "topics", "language_code");
    private static final List<String> TIMES = List.of("publish_time", "expire_time");

    private final OneArticle article;

    public ArticleChange(OneArticle article) {
        this.article = article;
    }

    @Override
    public CompletableFuture<Page> show(Visit visit) {
        UpsertArticlesRequest request;
        try {
            request = request(visit.query().text("id"), visit.form());
        } catch (DateTimeException e) {
            return article.show(
                    visit, "A time is none (expected: such as 2026-11-28T12:00:00, in UTC). Nothing was changed.");
        }
        return visit.call(CatalogServiceGrpc.getUpsertArticlesMethod(), request)
                .thenCompose(outcome -> article.show(visit, said(outcome)));
    }

    private static UpsertArticlesRequest request(String id, Parameters form) {
        Article.Builder changed = Article.newBuilder().setArticleId(id).setEtag(form.text("etag"));
        FieldMask.Builder mask = FieldMask.newBuilder();
        if (form.is("visibility")) {
            mask.addPaths("hidden");
            changed.setHidden(form.text("visibility").equals("hide"));
        } else {
            mask.addAllPaths(TEXTS);
            fill(changed, form);
            TIMES.stream().filter(time -> isOther(time, form)).forEach(mask::addPaths);
        }
        return UpsertArticlesRequest.newBuilder()
                .addArticles(changed)
                .setUpdateMask(mask)
                .build();
    }

    private static void fill(Article.Builder changed, Parameters form) {
        changed.setTitle(form.text("title"))
                .setSummary(form.text("summary"))
                .setUrl(form.text("url"))
                .setAuthor(form.text("author"))
                .setLanguageCode(form.text("language_code"))
                .addAllTopics(topics(form.text("topics")));
        if (form.is("publish_time")) {
            changed.setPublishTime(Moments.timestamp(moment(form.text("publish_time"))));
        }
        if (form.is("expire_time")) {
            changed.setExpireTime(Moments.timestamp(moment(form.text("expire_time"))));
        }
    }

    /** A field has whole seconds: what nobody changed stays as it is. */
    private static boolean isOther(String time, Parameters form) {
        return !form.text(time).equals(form.text(time + "_was"));
    }

    private static List<String> topics(String text) {
        List<String> topics = new ArrayList<>();
        for (String topic : Arrays.asList(text.split(",", -1))) {
            if (!topic.isBlank()) {
                topics.add(topic.strip());
            }
        }
        return topics;
    }

    /** A browser leaves the seconds away where they are 0. */
    private static Instant moment(String field) {
        return Instant.parse(field + (field.length() == "2026-11-28T12:00".length() ? ":00Z" : "Z"));
    }

    private static String said(Outcome<UpsertArticlesResponse> outcome) {
        if (outcome.answer().isEmpty()) {
            return outcome.refusal();
        }
        UpsertArticlesResponse answer = outcome.answer().get();
        return answer.getRefusalsCount() == 0
                ? "Done. It holds from the very next page on, and for pages that were served before, too."
                : answer.getRefusals(0).getMessage();
    }
}
