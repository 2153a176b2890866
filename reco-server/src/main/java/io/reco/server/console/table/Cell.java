package io.reco.server.console.table;

import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

/** What stands at one place of a table. */
public sealed interface Cell {

    /** The same without form, for CSV. */
    String plain();

    /** Words. */
    record Text(String plain) implements Cell {}

    /** An amount. */
    record Amount(String said, String plain) implements Cell {}

    /**
     * What leads on.
     *
     * @param plain what it says
     * @param href where to
     */
    record Link(String plain, String href) implements Cell {}

    /**
     * A word that stands out.
     *
     * @param kind how: {@code good}, {@code warn}, {@code bad}, or {@code plain}
     */
    record Badge(String plain, String kind) implements Cell {}

    /** A moment: how long ago it is, and when exactly. */
    record Time(String said, String plain) implements Cell {}

    /** Several next to each other. */
    record Group(List<Cell> cells) implements Cell {

        public Group {
            cells = List.copyOf(cells);
        }

        @Override
        public String plain() {
            return cells.stream().map(Cell::plain).collect(Collectors.joining(" "));
        }
    }

    /**
     * Parts of a whole, the largest first.
     *
     * @param parts at most three
     */
    record Shares(List<Share> parts) implements Cell {

        public Shares {
            parts = List.copyOf(parts);
        }

        @Override
        public String plain() {
            return parts.stream()
                    .map(part -> part.name() + " " + part.percent() + " %")
                    .collect(Collectors.joining(", "));
        }
    }

    /**
     * A part of a whole.
     *
     * @param begin where it begins, in percent of the whole
     * @param kind its number among all kinds there are, for its colour
     */
    record Share(String name, int begin, int percent, int kind) {}

    /** Nothing. */
    static Cell none() {
        return new Text("");
    }

    /** Words. */
    static Cell text(String words) {
        return new Text(words);
    }

    /** A count. */
    static Cell count(long count) {
        return new Amount(Amounts.count(count), Long.toString(count));
    }

    /** A moment as seen from another one. */
    static Cell time(Instant moment, Instant now) {
        return new Time(Moments.relative(moment, now), Moments.exact(moment));
    }

    /** Cells next to each other. */
    static Cell group(Cell... cells) {
        return new Group(List.of(cells));
    }
}
