package io.reco.server.csv;

/** A row that cannot be taken; the message says why, as {@code column: value (expected: …)}. */
public final class BadRow extends Exception {

    private static final long serialVersionUID = 1L;
    private static final int VALUE_CHARS_MAX = 60;

    BadRow(String column, String value, String expected) {
        super(column + ": " + shortened(value) + " (expected: " + expected + ")");
    }

    private static String shortened(String value) {
        String oneLine = value.replaceAll("\\p{Cntrl}+", " ").replace(CsvFile.NOT_UTF_8, '\uFFFD');
        return oneLine.length() <= VALUE_CHARS_MAX ? oneLine : oneLine.substring(0, VALUE_CHARS_MAX) + "…";
    }
}
