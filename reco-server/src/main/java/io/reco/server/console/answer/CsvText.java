package io.reco.server.console.answer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

import io.reco.server.console.table.Cell;
import io.reco.server.console.table.Table;

/** A table as CSV (RFC 4180). */
final class CsvText {

    private static final String FORMULA = "=+-@\t\r";

    private CsvText() {}

    static String of(Table table) {
        StringBuilder text = new StringBuilder();
        try (CSVPrinter printer = new CSVPrinter(text, CSVFormat.RFC4180)) {
            printer.printRecord(table.columns());
            for (List<Cell> row : table.rows()) {
                printer.printRecord(row.stream().map(CsvText::harmless).toList());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    /** Words that a spreadsheet would take for a formula are quoted for it. */
    private static String harmless(Cell cell) {
        String plain = cell.plain();
        boolean formula = !(cell instanceof Cell.Amount) && !plain.isEmpty() && FORMULA.indexOf(plain.charAt(0)) >= 0;
        return formula ? "'" + plain : plain;
    }
}
