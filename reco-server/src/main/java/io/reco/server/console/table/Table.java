package io.reco.server.console.table;

import java.util.List;
import java.util.function.Function;

import io.reco.server.console.visit.Outcome;

/**
 * A table of a page.
 *
 * @param name names it in the page's address
 * @param caption what it shows
 * @param columns their heads
 * @param rows as many cells each as there are columns
 * @param empty what is said where there are no rows
 * @param refusal why there is nothing to be shown; empty where there is
 * @param curls how to ask for the same
 */
public record Table(
        String name,
        String caption,
        List<String> columns,
        List<List<Cell>> rows,
        String empty,
        String refusal,
        List<String> curls) {

    public Table {
        columns = List.copyOf(columns);
        rows = List.copyOf(rows);
        curls = List.copyOf(curls);
    }

    /** One without rows yet, whose columns are these. */
    public static Table of(String name, String caption, String empty, String... columns) {
        return new Table(name, caption, List.of(columns), List.of(), empty, "", List.of());
    }

    /** The same with the rows that an answer has, or the refusal. */
    public <A> Table fill(Outcome<A> outcome, Function<A, List<List<Cell>>> rows) {
        return new Table(
                name,
                caption,
                columns,
                outcome.answer().map(rows).orElse(List.of()),
                empty,
                outcome.refusal(),
                outcome.curls());
    }

    /** Whether a column has amounts, as its first row says. */
    public boolean isNumeric(int column) {
        return !rows.isEmpty() && rows.get(0).get(column) instanceof Cell.Amount;
    }

    /** The same, called otherwise. */
    public Table called(String other) {
        return new Table(name, other, columns, rows, empty, refusal, curls);
    }
}
