package io.reco.server.tool.load;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;

import io.reco.server.csv.BadRow;
import io.reco.server.csv.CsvFile.Columns;
import io.reco.server.csv.CsvRow;
import io.reco.server.tool.console.Console;
import io.reco.server.tool.console.InputFile;
import io.reco.server.tool.remote.Interruption;
import io.reco.server.tool.remote.Senders;
import io.reco.server.tool.remote.Senders.Row;

/**
 * One file on its way to a server. What went in is told at the end, also when that comes early: a file that ends in its
 * middle, a server that is gone, a signal.
 *
 * @param what the rows are
 * @param key rows of one key arrive in the order of the file
 */
public record Upload<T>(
        String what, InputFile file, Columns columns, Decoder<T> decoder, Function<T, String> key, Sender<T> sender) {

    /** Makes what is sent of a row. */
    public interface Decoder<T> {
        T decode(CsvRow row) throws BadRow;
    }

    /** Sends some rows and reports what became of each. */
    public interface Sender<T> {
        void send(List<Row<T>> rows, ImportReport report);
    }

    /** Whether every row went in. */
    public boolean run(Console console) throws IOException {
        ImportReport report = new ImportReport(what, file.name(), console);
        try (Senders<T> senders = new Senders<>(batch -> sender.send(batch, report))) {
            Interruption interruption = new Interruption(() -> interrupt(senders, report, console));
            try {
                send(senders, report, console);
            } finally {
                interruption.close();
            }
        } finally {
            report.end();
        }
        return report.refusedCount() == 0;
    }

    private void send(Senders<T> senders, ImportReport report, Console console) throws IOException {
        try {
            file.read(
                    columns,
                    row -> add(row, senders),
                    report::refused,
                    console.progress(what, file.bytes(), report::figures));
        } catch (IOException e) {
            senders.finish(); // what could be read goes in
            throw e;
        } catch (RejectedExecutionException e) {
            senders.stop(); // interrupted: what is under way counts
            throw e;
        }
        senders.finish();
    }

    private void add(CsvRow row, Senders<T> senders) throws BadRow {
        T value = decoder.decode(row);
        senders.add(key.apply(value), new Row<>(row.line(), value));
    }

    private static void interrupt(Senders<?> senders, ImportReport report, Console console) {
        senders.stop();
        report.end();
        console.complain("reco: interrupted (what was sent is kept; run the same command again to go on)");
    }
}
