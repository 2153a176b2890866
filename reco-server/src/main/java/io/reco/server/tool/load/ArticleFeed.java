package io.reco.server.tool.load;

import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import io.reco.client.RecommendClient;
import io.reco.client.Refused;
import io.reco.client.catalog.ArticleDetails;
import io.reco.client.catalog.ArticleField;
import io.reco.server.csv.ArticleCsv;
import io.reco.server.tool.console.Console;
import io.reco.server.tool.console.InputFile;
import io.reco.server.tool.remote.ClientValues;
import io.reco.server.tool.remote.Refusals;
import io.reco.server.tool.remote.Senders.Row;

/**
 * A file of articles for a catalogue. Only the fields that the file has columns for are written.
 *
 * @param columns those of the file
 * @param shiftMs how far times are moved
 */
record ArticleFeed(InputFile file, Set<String> columns, long shiftMs, RecommendClient client, Console console) {

    /** Sends all rows; whether every one went in. */
    boolean send() throws IOException {
        return new Upload<>(
                        "articles",
                        file,
                        ArticleCsv.COLUMNS,
                        row -> ClientValues.article(ArticleCsv.article(row), shiftMs),
                        ArticleDetails::id,
                        this::upsert)
                .run(console);
    }

    /**
     * Sends all rows, and lets what the file lacks expire.
     *
     * @param drastic also when that is much of the catalogue; otherwise nothing is sent then
     */
    boolean sendAsWhole(long nowMs, boolean drastic) throws IOException {
        FullCatalogue whole = FullCatalogue.compare(file, columns, client, nowMs, console);
        if (whole.isDrastic() && !drastic) {
            console.complain("reco: --full: " + whole.summary()
                    + " (expected: at most a fifth; --yes goes on); nothing was sent");
            return false;
        }
        boolean complete = send();
        return whole.apply(client, console) && complete;
    }

    private void upsert(List<Row<ArticleDetails>> rows, ImportReport report) {
        List<Refused<ArticleDetails>> refused =
                client.upsert(rows.stream().map(Row::value), fields()).refused();
        for (Refused<ArticleDetails> one : refused) {
            report.refused(rows.get(one.index()).line(), Refusals.text(one));
        }
        report.accepted(rows.size() - refused.size(), 0);
    }

    /** A file of ids alone changes nothing of articles that are there. */
    private Set<ArticleField> fields() {
        Set<ArticleField> fields = EnumSet.noneOf(ArticleField.class);
        columns.stream()
                .filter(column -> !column.equals("article_id"))
                .forEach(column -> fields.add(ArticleField.valueOf(column.toUpperCase(Locale.ROOT))));
        return fields;
    }
}
