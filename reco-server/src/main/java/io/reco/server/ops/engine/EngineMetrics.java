package io.reco.server.ops.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

import io.reco.server.domain.page.Rung;
import io.reco.server.engine.EngineStatus;
import io.reco.server.ops.Metrics;
import io.reco.server.ops.StatusLine;

/** How an engine is doing, as metrics and in the status line. */
public final class EngineMetrics {

    private final Supplier<EngineStatus> engine;

    private EngineMetrics(Supplier<EngineStatus> engine) {
        this.engine = engine;
    }

    /** Adds what an engine says of itself. */
    public static void add(Supplier<EngineStatus> engine, Metrics metrics, StatusLine line) {
        EngineMetrics added = new EngineMetrics(engine);
        added.gauges(metrics);
        added.clock(metrics);
        added.rewinds(metrics);
        added.rungs(metrics);
        added.placements(metrics);
        new UseMetrics(engine).add(metrics);
        new ClusterMetrics(() -> engine.get().kept().cluster()).add(metrics);
        line.show(added.fields());
    }

    private void gauges(Metrics metrics) {
        gauge(metrics, "reco_articles", "Articles in the catalogue.", EngineStatus::articles);
        gauge(metrics, "reco_readers", "Readers of whom is known, for learning, what they did.", EngineStatus::readers);
        gauge(metrics, "reco_log_position", "Position of the newest durable fact.", EngineStatus::logPosition);
        gauge(
                metrics,
                "reco_models_position",
                "Position of the newest fact in the models.",
                EngineStatus::modelsPosition);
        gauge(metrics, "reco_rows_due", "Neighbour rows that wait to be rebuilt.", EngineStatus::rowsDue);
        gauge(
                metrics,
                "reco_learned_position",
                "Position of a fact up to which what is learned in the background was learned from all.",
                EngineStatus::learnedPosition);
        gauge(
                metrics,
                "reco_models_published",
                "How often what is learned in the background was replaced since the start.",
                EngineStatus::modelsPublished);
        gauge(
                metrics,
                "reco_model_age_seconds",
                "Time since a learned model was last replaced.",
                status -> status.modelAgeMs() / 1e3);
        store(metrics);
        snapshots(metrics);
    }

    private void store(Metrics metrics) {
        gauge(
                metrics,
                "reco_store_bytes",
                "What the store takes on disk.",
                status -> status.kept().bytes());
        gauge(
                metrics,
                "reco_store_free_bytes",
                "Room left on the store's disk.",
                status -> status.kept().freeBytes());
        metrics.counter(
                "reco_store_writes_total",
                "Writes of facts, each of which several calls may share.",
                () -> engine.get().writes().count());
        metrics.sum(
                "reco_store_write_seconds_total",
                "Time that these took until what they wrote was durable.",
                () -> engine.get().writes().seconds());
        gauge(
                metrics,
                "reco_store_writable",
                "1 while the store takes writes; reads may go on without.",
                status -> status.kept().writable() ? 1 : 0);
        gauge(
                metrics,
                "reco_store_damaged",
                "1 once a file of the store was found not to be what was written.",
                status -> status.kept().damaged() ? 1 : 0);
    }

    private void snapshots(Metrics metrics) {
        gauge(
                metrics,
                "reco_snapshot_age_seconds",
                "Time since the newest snapshot of the models was made; not a number while there is none.",
                status -> status.snapshot().bytes() == 0
                        ? Double.NaN
                        : status.snapshot().ageMs() / 1e3);
        gauge(
                metrics,
                "reco_snapshot_bytes",
                "Size of the newest snapshot of the models.",
                status -> status.snapshot().bytes());
        gauge(
                metrics,
                "reco_snapshot_seconds",
                "How long the newest snapshot of the models took to be written and read back.",
                status -> status.snapshot().tookMs() / 1e3);
        gauge(
                metrics,
                "reco_snapshot_pause_seconds",
                "For how long of that facts waited to be learned.",
                status -> status.snapshot().pausedMs() / 1e3);
    }

    private void clock(Metrics metrics) {
        gauge(
                metrics,
                "reco_clock_doubted",
                "1 while the clock cannot be believed, so that nothing is removed for its age.",
                status -> status.kept().clockDoubted() ? 1 : 0);
        gauge(
                metrics,
                "reco_clock_apart_seconds",
                "How much farther the clock went than the monotonic one since the start.",
                status -> status.kept().clockApartMs() / 1e3);
    }

    private void rewinds(Metrics metrics) {
        metrics.counter(
                "reco_log_rewinds_total",
                "How often facts that were read were lost with a process of the store, so that the models began anew.",
                () -> engine.get().behind().rewinds());
    }

    private void gauge(Metrics metrics, String name, String help, ToDoubleFunction<EngineStatus> value) {
        metrics.gauge(name, help, () -> value.applyAsDouble(engine.get()));
    }

    private void rungs(Metrics metrics) {
        List<Metrics.Series> pages = new ArrayList<>();
        List<Metrics.Series> slots = new ArrayList<>();
        for (Rung rung : Rung.values()) {
            pages.add(series(List.of(label(rung)), rung, EngineStatus::pages));
            slots.add(series(List.of(label(rung), "known"), rung, EngineStatus::knownSlots));
            slots.add(series(List.of(label(rung), "new"), rung, EngineStatus::newSlots));
        }
        metrics.counters(
                "reco_degraded_pages_total",
                "Pages that the whole pipeline did not make, for want of time, or that the store did not keep.",
                List.of(),
                List.of(new Metrics.Series(List.of(), () -> engine.get().degradedPages())));
        metrics.counters(
                "reco_made_pages_total",
                "Pages made, by whether they were ranked for themselves or made of what another page had left.",
                List.of("from"),
                List.of(
                        new Metrics.Series(
                                List.of("ranking"), () -> engine.get().rankedPages()),
                        new Metrics.Series(
                                List.of("surplus"), () -> engine.get().surplusPages())));
        metrics.counters("reco_pages_total", "Pages made, by the lowest rung they needed.", List.of("rung"), pages);
        metrics.counters(
                "reco_page_slots_total",
                "Slots filled, by rung and whether anything was known of the reader.",
                List.of("rung", "reader"),
                slots);
    }

    private void placements(Metrics metrics) {
        metrics.labelled(
                "reco_placement_pages_total",
                "Pages made, by placement; of all but the first ones as 'other'.",
                List.of("placement"),
                () -> engine.get().placements().entrySet().stream()
                        .map(one -> new Metrics.Value(List.of(one.getKey()), one.getValue()))
                        .toList());
    }

    private Metrics.Series series(List<String> labels, Rung rung, Function<EngineStatus, Map<Rung, Long>> counts) {
        return new Metrics.Series(labels, () -> counts.apply(engine.get()).getOrDefault(rung, 0L));
    }

    /** How many slots each rung filled since the last line comes last. */
    private List<StatusLine.Field> fields() {
        List<StatusLine.Field> fields = new ArrayList<>(List.of(
                new StatusLine.Field("articles", () -> engine.get().articles()),
                new StatusLine.Field("readers", () -> engine.get().readers()),
                new StatusLine.Field("model_age_s", () -> engine.get().modelAgeMs() / 1_000)));
        for (Rung rung : Rung.values()) {
            fields.add(StatusLine.Field.growth(label(rung), () -> slots(engine.get(), rung)));
        }
        return fields;
    }

    private static long slots(EngineStatus status, Rung rung) {
        return status.knownSlots().getOrDefault(rung, 0L) + status.newSlots().getOrDefault(rung, 0L);
    }

    private static String label(Rung rung) {
        return rung.name().toLowerCase(Locale.ROOT);
    }
}
