package io.reco.server.tool.load;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import io.reco.client.RecommendClient;
import io.reco.client.Refused;
import io.reco.client.catalog.ArticleDetails;
import io.reco.client.catalog.ArticleField;
import io.reco.server.csv.ArticleCsv;
import io.reco.server.tool.console.Console;
import io.reco.server.tool.console.InputFile;
import io.reco.server.tool.remote.Refusals;

/**
 * What becomes of a catalogue when a file is all of it: what the file lacks expires; what is in the file and had expired is
 * served again, unless the file has a column that says otherwise. What is hidden stays hidden.
 */
final class FullCatalogue {

    /** When more than this part of what has not expired would go at once, somebody should look first. */
    private static final int PART_MAX = 5;

    private static final Set<ArticleField> FIELDS = Set.of(ArticleField.EXPIRE_TIME);

    private final List<ArticleDetails> expiring = new ArrayList<>();
    private final List<ArticleDetails> returning = new ArrayList<>();
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
            InputFile file, Set<String> columns, RecommendClient client, long nowMs, Console console)
            throws IOException {
        FullCatalogue full = new FullCatalogue(ids(file, console), columns.contains("expire_time"), nowMs);
        client.listArticles().forEach(full::note);
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

    private void note(ArticleDetails article) {
        Instant now = Instant.ofEpochMilli(nowMs);
        boolean expired =
                article.expireTime().filter(time -> !time.isAfter(now)).isPresent();
        boolean inFile = ids.contains(article.id());
        live += expired ? 0 : 1;
        ArticleDetails.Builder change = ArticleDetails.builder(article.id());
        if (!expired && !inFile) {
            // Nothing expires before it is published.
            Instant published = article.publishTime().orElse(now);
            expiring.add(
                    change.expireTime(published.isAfter(now) ? published : now).build());
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

    /** Makes it so; whether the server took all of it. */
    boolean apply(RecommendClient client, Console console) {
        int expired = write(expiring, client, console);
        int returned = write(returning, client, console);
        console.say("articles expired=" + expired + " returned=" + returned);
        return expired == expiring.size() && returned == returning.size();
    }

    private static int write(List<ArticleDetails> articles, RecommendClient client, Console console) {
        List<Refused<ArticleDetails>> refused = client.upsert(articles, FIELDS).refused();
        refused.forEach(one -> console.complain("reco: article " + one.what().id() + ": " + Refusals.text(one)));
        return articles.size() - refused.size();
    }
}
