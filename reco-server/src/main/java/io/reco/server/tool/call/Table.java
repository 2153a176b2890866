package io.reco.server.tool.call;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Columns for people: as wide as what stands in them, the last one ragged. */
public final class Table {

    private static final String GAP = "  ";

    private final List<List<String>> rows = new ArrayList<>();
    private final boolean[] right;

    private Table(List<String> header) {
        rows.add(header.stream().map(name -> name.replace(">", "")).toList());
        right = new boolean[header.size()];
        for (int i = 0; i < right.length; i++) {
            right[i] = header.get(i).startsWith(">");
        }
    }

    /**
     * An empty one.
     *
     * @param header the columns' names; with {@code >} before it, a column is set to the right
     */
    public static Table of(String... header) {
        return new Table(Arrays.asList(header));
    }

    /** As many cells as there are columns. */
    public Table row(Object... cells) {
        rows.add(Arrays.stream(cells).map(String::valueOf).map(Table::onOneLine).toList());
        return this;
    }

    private static String onOneLine(String cell) {
        return cell.replaceAll("\\p{Cntrl}+", " ");
    }

    boolean isEmpty() {
        return rows.size() == 1; // the header
    }

    List<String> lines() {
        int[] widths = new int[right.length];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        return rows.stream().map(row -> line(row, widths)).toList();
    }

    private String line(List<String> row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            String cell = row.get(i);
            String pad = " ".repeat(widths[i] - cell.length());
            line.append(i == 0 ? "" : GAP).append(right[i] ? pad + cell : cell + pad);
        }
        return line.toString().stripTrailing();
    }
}
