package io.reco.server.tool.load;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import io.reco.api.v1.Article;
import io.reco.api.v1.Refusal;
import io.reco.api.v1.UpsertArticlesResponse;
import io.reco.server.csv.ArticleCsv;
import io.reco.server.domain.Limits;
import io.reco.server.tool.console.Console;
import io.reco.server.tool.console.InputFile;
import io.reco.server.tool.console.Messages;
import io.reco.server.tool.remote.Refusals;
import io.reco.server.tool.remote.RemoteService;

/**
 * What becomes of a catalogue when a file is all of it: what the file lacks expires; what is in the file and had expired is
 * served again, unless the file has a column that says otherwise. What is hidden stays hidden.
 */
final class FullCatalogue {

    /** When more than this part of what has not expired would go at once, somebody should look first. */
    private static final int PART_MAX = 5;

    private static final Set<String> FIELDS = Set.of("article_id", "expiry_time");

    private final List<Article> expiring = new ArrayList<>();
    private final List<Article> returning = new ArrayList<>();
    private final Set<String> ids;
    private final boolean fileSaysWhatExpires;
    private final long nowMs;
    private int live;

    private FullCatalogue(Set<String> ids, boolean fileSaysWhatExpires, long nowMs) {
        this.ids = ids;
        this.fileSaysWhatExpires = fileSaysWhatExpires;
        this.nowMs = nowMs;
    }

    /**
     * Compares a file with the catalogue.
     *
     * @param columns those of the file
     * @throws IOException when a row of the file does not say which article it is
     */
    static FullCatalogue compare(
            InputFile file, Set<String> columns, RemoteService service, long nowMs, Console console)
            throws IOException {
        FullCatalogue full = new FullCatalogue(ids(file, console), columns.contains("expiry_time"), nowMs);
        service.list(full::note);
        return full;
    }

    private static Set<String> ids(InputFile file, Console console) throws IOException {
        Set<String> ids = new HashSet<>();
        List<String> bad = new ArrayList<>();
        file.survey(
                ArticleCsv.COLUMNS,
                row -> ids.add(ArticleCsv.id(row)),
                (line, reason) -> bad.add(file.name() + ":" + line + ": " + reason),
                console.progress("reading articles", file.bytes(), () -> "articles=" + ids.size()));
        if (!bad.isEmpty()) {
            throw new IOException(bad.get(0) + ": --full needs to know which article every row is, and of " + bad.size()
                    + " rows it does not; nothing was sent");
        }
        return ids;
    }

    private void note(Article article) {
        boolean expired = article.hasExpiryTime() && Messages.millis(article.getExpiryTime()) <= nowMs;
        boolean inFile = ids.contains(article.getArticleId());
        live += expired ? 0 : 1;
        Article.Builder change = Article.newBuilder().setArticleId(article.getArticleId());
        if (!expired && !inFile) {
            // Nothing expires before it is published.
            long expiryMs = Math.max(nowMs, Messages.millis(article.getPublishTime()));
            expiring.add(change.setExpiryTime(Messages.timestamp(expiryMs)).build());
        } else if (expired && inFile && !fileSaysWhatExpires) {
            returning.add(change.build());
        }
    }

    /** Whether so much would expire that it may be a mistake. */
    boolean isDrastic() {
        return (long) expiring.size() * PART_MAX > live;
    }

    /** What would expire, in words. */
    String summary() {
        return expiring.size() + " of " + live + " articles would expire";
    }

    /** Makes it so; whether the service took all of it. */
    boolean apply(RemoteService service, Console console) {
        int expired = write(expiring, service, console);
        int returned = write(returning, service, console);
        console.say("articles expired=" + expired + " returned=" + returned);
        return expired == expiring.size() && returned == returning.size();
    }

    private static int write(List<Article> articles, RemoteService service, Console console) {
        int written = 0;
        for (int from = 0; from < articles.size(); from += Limits.ITEMS_MAX) {
            List<Article> some = articles.subList(from, Math.min(from + Limits.ITEMS_MAX, articles.size()));
            UpsertArticlesResponse answer = service.upsert(some, FIELDS);
            for (Refusal refusal : answer.getRefusalsList()) {
                console.complain(
                        "reco: article " + some.get(refusal.getIndex()).getArticleId() + ": " + Refusals.text(refusal));
            }
            written += some.size() - answer.getRefusalsCount();
        }
        return written;
    }
}
