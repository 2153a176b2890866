package io.reco.server.tool.load;

import java.io.IOException;
import java.util.List;

import io.reco.client.RecommendClient;
import io.reco.client.Refused;
import io.reco.client.feedback.Event;
import io.reco.client.feedback.ReportResult;
import io.reco.server.csv.EventCsv;
import io.reco.server.tool.console.Console;
import io.reco.server.tool.console.InputFile;
import io.reco.server.tool.remote.ClientValues;
import io.reco.server.tool.remote.Refusals;
import io.reco.server.tool.remote.Senders.Row;

/**
 * A file of events for a server.
 *
 * @param shiftMs how far times are moved
 */
record EventFeed(InputFile file, long shiftMs, RecommendClient client, Console console) {

    /** Sends all rows; whether every one went in. */
    boolean send() throws IOException {
        return new Upload<>(
                        "events",
                        file,
                        EventCsv.COLUMNS,
                        row -> ClientValues.event(EventCsv.event(row), shiftMs),
                        Event::reader,
                        this::report)
                .run(console);
    }

    private void report(List<Row<Event>> rows, ImportReport report) {
        ReportResult answer = client.report(rows.stream().map(Row::value).toList());
        for (Refused<Event> refused : answer.refused()) {
            long line = rows.get(refused.index()).line();
            if (Refusals.isTooOld(refused)) {
                report.tooOld(line, Refusals.text(refused));
            } else {
                report.refused(line, Refusals.text(refused));
            }
        }
        report.accepted(answer.accepted(), answer.duplicates().size());
    }
}
