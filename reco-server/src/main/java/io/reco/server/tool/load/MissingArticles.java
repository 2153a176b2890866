package io.reco.server.tool.load;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import it.unimi.dsi.fastutil.objects.Object2LongMap;

import io.reco.api.v1.Article;
import io.reco.api.v1.GetArticlesResponse;
import io.reco.api.v1.Refusal;
import io.reco.api.v1.UpsertArticlesResponse;
import io.reco.server.domain.Limits;
import io.reco.server.tool.console.Console;
import io.reco.server.tool.console.Messages;
import io.reco.server.tool.remote.Refusals;
import io.reco.server.tool.remote.RemoteService;

/** Adds articles that events name, by id alone: those that the catalogue lacks and never deleted. */
final class MissingArticles {

    private static final Set<String> FIELDS = Set.of("article_id", "publish_time");

    private final RemoteService service;
    private final Console console;
    private int added;
    private int deleted;
    private int refused;

    private MissingArticles(RemoteService service, Console console) {
        this.service = service;
        this.console = console;
    }

    /**
     * Adds them, published when they were first seen.
     *
     * @param firstSeenMs by article, before times are moved by {@code shiftMs}
     * @return whether all that were to be added are there now
     */
    static boolean add(Object2LongMap<String> firstSeenMs, long shiftMs, RemoteService service, Console console) {
        MissingArticles missing = new MissingArticles(service, console);
        List<String> ids = List.copyOf(firstSeenMs.keySet());
        for (int from = 0; from < ids.size(); from += Limits.ITEMS_MAX) {
            List<Article> articles = new ArrayList<>();
            for (String id : missing.lacked(ids.subList(from, Math.min(from + Limits.ITEMS_MAX, ids.size())))) {
                articles.add(Article.newBuilder()
                        .setArticleId(id)
                        .setPublishTime(Messages.timestamp(firstSeenMs.getLong(id) + shiftMs))
                        .build());
            }
            missing.add(articles);
        }
        console.say("articles added=" + missing.added + " (events name them, the catalogue lacked them)"
                + (missing.deleted == 0 ? "" : " deleted=" + missing.deleted + " (left out)"));
        return missing.refused == 0;
    }

    /** Those that are neither in the catalogue nor deleted from it. */
    private List<String> lacked(List<String> ids) {
        List<String> lacked = new ArrayList<>();
        List<String> open = ids;
        while (!open.isEmpty()) {
            GetArticlesResponse answer = service.get(open);
            Set<String> gone = new HashSet<>(answer.getDeletedArticleIdsList());
            deleted += gone.size();
            answer.getMissingArticleIdsList().stream()
                    .filter(id -> !gone.contains(id))
                    .forEach(lacked::add);
            open = unanswered(open, answer);
        }
        return lacked;
    }

    /** A server that cannot tell of all in one answer leaves some out. */
    private static List<String> unanswered(List<String> asked, GetArticlesResponse answer) {
        Set<String> answered = new HashSet<>(answer.getMissingArticleIdsList());
        answer.getArticlesList().forEach(article -> answered.add(article.getArticleId()));
        if (answered.isEmpty()) {
            throw new IllegalStateException("GetArticles told of none of " + asked.size() + " articles");
        }
        return asked.stream().filter(id -> !answered.contains(id)).toList();
    }

    private void add(List<Article> articles) {
        if (articles.isEmpty()) {
            return;
        }
        UpsertArticlesResponse answer = service.upsert(articles, FIELDS);
        for (Refusal refusal : answer.getRefusalsList()) {
            console.complain(
                    "reco: article " + articles.get(refusal.getIndex()).getArticleId() + ": " + Refusals.text(refusal));
        }
        refused += answer.getRefusalsCount();
        added += articles.size() - answer.getRefusalsCount();
    }
}
