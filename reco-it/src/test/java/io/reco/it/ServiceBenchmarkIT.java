package io.reco.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class ServiceBenchmarkIT {

    /** What may well be none. */
    private static final List<String> PERHAPS_NONE = List.of(
            "facts that the models are behind when the last is accepted",
            "until they know them",
            "batches that were pushed back");

    @TempDir
    Path folder;

    @Test
    @Tag("load")
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void everyRowHasAFigure() throws Exception {
        Path json = folder.resolve("figures.json");

        Figures figures = ServiceBenchmark.measure(
                BenchmarkSize.of(List.of("quick", "import", "latency", "pages", "events", "growth", "json=" + json)));

        assertThat(figures.rows()).hasSizeGreaterThan(30);
        figures.rows().forEach((what, row) -> {
            if (!PERHAPS_NONE.contains(what)) {
                assertThat(row.values()).as(what).isNotEmpty().allMatch(value -> value > 0);
            }
            assertThat(row.besideBare()).as(what).allMatch(ratio -> ratio > 0);
        });
        assertThat(Files.readString(json)).contains("\"fresh page\"");
    }

    @Test
    void whatCannotBeMeasuredIsRefused() {
        assertThatThrownBy(() -> BenchmarkSize.of(List.of("pages", "speed")))
                .hasMessageStartingWith(
                        "bench.args: speed (expected: quick, one of [import, latency, pages, events, growth]");
    }
}
