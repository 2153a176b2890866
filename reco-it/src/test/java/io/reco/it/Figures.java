package io.reco.it;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import com.google.gson.GsonBuilder;

/** What was measured, in the order in which it first was: a table for people, JSON for programs. */
final class Figures {

    private final Map<String, String> circumstances = new LinkedHashMap<>();
    private final Map<String, Row> rows = new LinkedHashMap<>();

    /** One thing measured once a round; {@code besideBare} are the same figures in multiples of the bare server's. */
    record Row(String unit, List<Double> values, List<Double> besideBare, List<Double> perSecond, List<String> notes) {
        static double median(List<Double> values) {
            List<Double> sorted = values.stream().sorted().toList();
            int half = sorted.size() / 2;
            return sorted.size() % 2 == 1 ? sorted.get(half) : (sorted.get(half - 1) + sorted.get(half)) / 2;
        }

        private static String text(List<Double> values) {
            if (values.isEmpty()) {
                return "";
            }
            String text = number(median(values));
            return values.size() == 1
                    ? text
                    : text + " (" + number(values.stream().min(Double::compare).orElseThrow()) + "–"
                            + number(values.stream().max(Double::compare).orElseThrow()) + ")";
        }

        /** Three digits that count. */
        private static String number(double value) {
            double size = Math.abs(value);
            String format = size >= 1_000 ? "%,.0f" : size >= 100 ? "%.0f" : size >= 10 ? "%.1f" : "%.2f";
            return String.format(Locale.ROOT, format, value);
        }
    }

    /** How it was measured. */
    void circumstance(String name, Object value) {
        circumstances.put(name, String.valueOf(value));
    }

    void add(String what, String unit, double value) {
        row(what, unit).values().add(value);
    }

    /** A figure beside what the bare server's was in the same round. */
    void add(String what, String unit, double value, double bare) {
        add(what, unit, value);
        row(what, unit).besideBare().add(value / bare);
    }

    /** How many there were in a second, where as many were made as the server answers. */
    void perSecond(String what, double value) {
        Row row = rows.get(what);
        if (row != null) {
            row.perSecond().add(value);
        }
    }

    /** What a reader of the figure should know; those of all rounds stand behind one another. */
    void note(String what, String note) {
        Row row = rows.get(what);
        if (row != null) {
            row.notes().add(note);
        }
    }

    Map<String, Row> rows() {
        return rows;
    }

    private Row row(String what, String unit) {
        return rows.computeIfAbsent(
                what,
                name -> new Row(unit, new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>()));
    }

    void print(PrintStream out) {
        circumstances.forEach((name, value) -> out.println(name + ": " + value));
        out.println();
        out.println("| what | figure: median (least–most) | is | × bare | a second | |");
        out.println("| --- | --- | --- | --- | --- | --- |");
        rows.forEach((what, row) -> out.printf(
                "| %s | %s | %s | %s | %s | %s |%n",
                what,
                Row.text(row.values()),
                row.unit(),
                Row.text(row.besideBare()),
                Row.text(row.perSecond()),
                String.join("; ", row.notes())));
    }

    void write(Path json) throws IOException {
        Map<String, Object> all = Map.of("circumstances", circumstances, "rows", rows);
        Files.writeString(
                json,
                new GsonBuilder()
                        .setPrettyPrinting()
                        .disableHtmlEscaping()
                        .create()
                        .toJson(all));
    }
}
