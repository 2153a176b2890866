package io.reco.server.tool.load;

import java.io.IOException;
import java.util.List;
import java.util.Set;

import io.reco.api.v1.Article;
import io.reco.api.v1.Refusal;
import io.reco.api.v1.UpsertArticlesResponse;
import io.reco.server.csv.ArticleCsv;
import io.reco.server.tool.console.Console;
import io.reco.server.tool.console.InputFile;
import io.reco.server.tool.console.Messages;
import io.reco.server.tool.remote.Refusals;
import io.reco.server.tool.remote.RemoteService;
import io.reco.server.tool.remote.Senders.Row;

/**
 * A file of articles for a catalogue. Only the fields that the file has columns for are written.
 *
 * @param columns those of the file
 * @param shiftMs how far times are moved
 */
record ArticleFeed(InputFile file, Set<String> columns, long shiftMs, RemoteService service, Console console) {

    /** Sends all rows; whether every one went in. */
    boolean send() throws IOException {
        return new Upload<>(
                        "articles",
                        file,
                        ArticleCsv.COLUMNS,
                        row -> Messages.article(ArticleCsv.article(row), shiftMs),
                        Article::getArticleId,
                        this::upsert)
                .run(console);
    }

    /**
     * Sends all rows, and lets what the file lacks expire.
     *
     * @param drastic also when that is much of the catalogue; otherwise nothing is sent then
     */
    boolean sendAsWhole(long nowMs, boolean drastic) throws IOException {
        FullCatalogue whole = FullCatalogue.compare(file, columns, service, nowMs, console);
        if (whole.isDrastic() && !drastic) {
            console.complain("reco: --full: " + whole.summary()
                    + " (expected: at most a fifth; --yes goes on); nothing was sent");
            return false;
        }
        boolean complete = send();
        return whole.apply(service, console) && complete;
    }

    private void upsert(List<Row<Article>> rows, ImportReport report) {
        UpsertArticlesResponse answer =
                service.upsert(rows.stream().map(Row::message).toList(), columns);
        for (Refusal refusal : answer.getRefusalsList()) {
            report.refused(rows.get(refusal.getIndex()).line(), Refusals.text(refusal));
        }
        report.accepted(rows.size() - answer.getRefusalsCount(), 0);
    }
}
