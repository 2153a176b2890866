package io.reco.server.tool.load;

import java.io.IOException;
import java.util.List;

import io.reco.api.v1.Event;
import io.reco.api.v1.Refusal;
import io.reco.api.v1.ReportEventsResponse;
import io.reco.server.csv.EventCsv;
import io.reco.server.tool.console.Console;
import io.reco.server.tool.console.InputFile;
import io.reco.server.tool.console.Messages;
import io.reco.server.tool.remote.Refusals;
import io.reco.server.tool.remote.RemoteService;
import io.reco.server.tool.remote.Senders.Row;

/**
 * A file of events for a service.
 *
 * @param shiftMs how far times are moved
 */
record EventFeed(InputFile file, long shiftMs, RemoteService service, Console console) {

    /** Sends all rows; whether every one went in. */
    boolean send() throws IOException {
        return new Upload<>(
                        "events",
                        file,
                        EventCsv.COLUMNS,
                        row -> Messages.event(EventCsv.event(row), shiftMs),
                        Event::getReaderId,
                        this::report)
                .run(console);
    }

    private void report(List<Row<Event>> rows, ImportReport report) {
        ReportEventsResponse answer =
                service.report(rows.stream().map(Row::message).toList());
        for (Refusal refusal : answer.getRefusalsList()) {
            long line = rows.get(refusal.getIndex()).line();
            if (Refusals.isTooOld(refusal)) {
                report.tooOld(line, Refusals.text(refusal));
            } else {
                report.refused(line, Refusals.text(refusal));
            }
        }
        report.accepted(answer.getAcceptedCount(), answer.getDuplicateIndexesCount());
    }
}
