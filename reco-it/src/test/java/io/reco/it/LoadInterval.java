package io.reco.it;

import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/** What happened under load between two samples. */
record LoadInterval(LoadSample first, LoadSample last) {

    private static final List<String> RUNGS = List.of("personal", "trending", "fresh", "served", "viewed");

    /** Names of the parts of {@link #toString()}. */
    static final String HEADINGS = String.format(
            "%5s %7s %6s %6s %7s %6s %6s %6s | %-34s | %5s | %-34s | %-34s | %4s %4s %6s %7s %5s %5s %6s",
            "end_s",
            "pages",
            "replay",
            "histor",
            "events",
            "late",
            "tooold",
            "change",
            "slots of known readers, %: " + initials(),
            "new,%",
            "slots of new readers, %",
            "pages by lowest rung, %",
            "rss",
            "heap",
            "articl",
            "readers",
            "rows",
            "lag",
            "failed");

    private static String initials() {
        return RUNGS.stream().map(rung -> rung.substring(0, 1)).collect(Collectors.joining(" "));
    }

    long growth(ToLongFunction<LoadSample> of) {
        return of.applyAsLong(last) - of.applyAsLong(first);
    }

    /** How large a part of the slots of readers of whom something was known came from a rung, 0..1. */
    double knownShare(String rung) {
        return share(rung, "reco_page_slots_total{reader=\"known\",rung=\"%s\"}");
    }

    /** How large a part of the slots of readers who had been there before held what was newly published, 0..1. */
    double newlyPublishedShare() {
        long slots = growth(LoadSample::slots);
        return slots == 0 ? 0 : (double) growth(LoadSample::freshSlots) / slots;
    }

    /** How many calls the server ended with anything but OK. */
    double failedCalls() {
        return last.metrics().failedCalls() - first.metrics().failedCalls();
    }

    private double share(String rung, String series) {
        double all = RUNGS.stream().mapToDouble(each -> growth(each, series)).sum();
        return all == 0 ? 0 : growth(rung, series) / all;
    }

    private double growth(String rung, String series) {
        String name = String.format(series, rung);
        return last.metrics().value(name) - first.metrics().value(name);
    }

    private String shares(String series) {
        return RUNGS.stream()
                .map(rung -> String.format(Locale.ROOT, "%6.2f", 100 * share(rung, series)))
                .collect(Collectors.joining(" "));
    }

    /** One line of a table; memory in MiB. */
    @Override
    public String toString() {
        Metrics now = last.metrics();
        return String.format(
                Locale.ROOT,
                "%5d %7d %6d %6d %7d %6d %6d %6d | %s | %5.2f | %s | %s | %4d %4.0f %6.0f %7.0f %5.0f %5.0f %6.0f",
                last.elapsedSeconds(),
                growth(LoadSample::pages),
                growth(LoadSample::replays),
                growth(LoadSample::histories),
                growth(LoadSample::events),
                growth(LoadSample::lateEvents),
                growth(LoadSample::tooOldEvents),
                growth(LoadSample::catalogueChanges),
                shares("reco_page_slots_total{reader=\"known\",rung=\"%s\"}"),
                100 * newlyPublishedShare(),
                shares("reco_page_slots_total{reader=\"new\",rung=\"%s\"}"),
                shares("reco_pages_total{rung=\"%s\"}"),
                last.residentMib(),
                now.value("jvm_memory_used_bytes{area=\"heap\"}") / (1 << 20),
                now.value("reco_articles"),
                now.value("reco_readers"),
                now.value("reco_rows_due"),
                Math.max(0, now.value("reco_log_position") - now.value("reco_models_position")),
                failedCalls());
    }
}
