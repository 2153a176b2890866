package io.reco.server.ops.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

import io.reco.server.domain.count.PageKind;
import io.reco.server.domain.page.Source;
import io.reco.server.engine.EngineStatus;
import io.reco.server.ops.Metrics;

/** Whether an engine helps: what it serves, what is seen and opened of that, and how different pages are. */
final class UseMetrics {

    private final Supplier<EngineStatus> engine;

    UseMetrics(Supplier<EngineStatus> engine) {
        this.engine = engine;
    }

    void add(Metrics metrics) {
        slots(metrics);
        pages(metrics);
        events(metrics);
        metrics.gauge(
                "reco_learned_quality",
                "Mean of NDCG@20 and Recall@20 of what is learned in the background, of readers it was not learned from;"
                        + " not a number before the first time.",
                () -> engine.get().quality());
        metrics.gauge(
                "reco_models_behind",
                "Facts of the log that the models do not know yet, about.",
                () -> engine.get().behind().facts());
        metrics.gauge(
                "reco_models_behind_seconds",
                "For how long the models were always behind the log.",
                () -> engine.get().behind().ms() / 1e3);
    }

    private void slots(Metrics metrics) {
        bySource(
                metrics,
                "reco_served_slots_total",
                "Slots served, by what spoke most for the article, and by placement.",
                status -> status.served().slots());
        bySource(
                metrics,
                "reco_exposed_slots_total",
                "Served slots that EXPOSE events reported as seen.",
                status -> status.events().exposed());
        bySource(
                metrics,
                "reco_opened_slots_total",
                "Served slots that VIEW events came from.",
                status -> status.events().opened());
        metrics.counter(
                "reco_explored_slots_total",
                "Slots served that chance had a part in.",
                () -> engine.get().served().explored());
        metrics.counter(
                "reco_first_slots_total",
                "Articles that had their first slot, of those published since this server made its first page.",
                () -> engine.get().served().firstSlots());
        metrics.sum(
                "reco_first_slot_delay_seconds_total",
                "Seconds from their publication until then, all together.",
                () -> engine.get().served().firstSlotSeconds());
    }

    private void bySource(
            Metrics metrics, String name, String help, Function<EngineStatus, Map<Source, Map<String, Long>>> counts) {
        metrics.labelled(name, help, List.of("source", "placement"), () -> {
            List<Metrics.Value> values = new ArrayList<>();
            counts.apply(engine.get())
                    .forEach((source, placements) -> placements.forEach((placement, count) ->
                            values.add(new Metrics.Value(List.of(label(source), placement), count))));
            return values;
        });
    }

    private void pages(Metrics metrics) {
        List<Metrics.Series> answers = new ArrayList<>();
        for (PageKind kind : PageKind.values()) {
            answers.add(new Metrics.Series(
                    List.of(kind.name().toLowerCase(Locale.ROOT)),
                    () -> engine.get().served().answers().getOrDefault(kind, 0L)));
        }
        metrics.counters(
                "reco_page_answers_total",
                "Requests for pages, by what they were answered with: a new page, one that was served before, an older one,"
                        + " or none.",
                List.of("kind"),
                answers);
        metrics.counter(
                "reco_short_pages_total",
                "Pages with fewer articles than were asked for.",
                () -> engine.get().served().brief());
        metrics.counter(
                "reco_page_pairs_total",
                "Pairs of pages, one after the other, of different readers who are known, that were compared.",
                () -> engine.get().served().pairs());
        metrics.sum(
                "reco_page_overlap_total",
                "Sum of the Jaccard indexes of these pairs, 0 of two without an article in common, 1 of equal ones.",
                () -> engine.get().served().overlaps());
    }

    private void events(Metrics metrics) {
        metrics.labelled(
                "reco_events_total",
                "Events reported, by type and by what became of them.",
                List.of("type", "outcome"),
                () -> {
                    EngineStatus.Events events = engine.get().events();
                    List<Metrics.Value> values = new ArrayList<>();
                    add(values, events.accepted(), "accepted");
                    add(values, events.duplicates(), "duplicate");
                    add(values, events.refused(), "refused");
                    return values;
                });
    }

    private static void add(List<Metrics.Value> values, Map<String, Long> counts, String outcome) {
        counts.forEach((type, count) ->
                values.add(new Metrics.Value(List.of(type.toLowerCase(Locale.ROOT), outcome), count)));
    }

    private static String label(Source source) {
        return source.name().toLowerCase(Locale.ROOT);
    }
}
