package io.reco.server.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import io.reco.server.ops.StatusLine.Field;

class StatusLineTest {

    private long nanos;

    @Test
    void itSaysWhatHappenedSinceTheLastLine() {
        try (StatusLine line = line(List.of(new Field("articles", () -> 600), new Field("model_age_s", () -> 12)))) {
            for (int i = 0; i < 98; i++) {
                line.record(TimeUnit.MILLISECONDS.toNanos(2));
            }
            line.record(TimeUnit.MILLISECONDS.toNanos(40));
            line.record(TimeUnit.MILLISECONDS.toNanos(40));

            nanos += TimeUnit.SECONDS.toNanos(10);
            String first = line.next().orElseThrow();
            line.record(TimeUnit.MILLISECONDS.toNanos(8));
            nanos += TimeUnit.SECONDS.toNanos(2);
            String second = line.next().orElseThrow();

            // Two significant digits of the recorder: 2 ms and 40 ms are known to 1 %.
            assertThat(first).matches("calls/s=10\\.0 p50_ms=2\\.0\\d p99_ms=40\\.\\d\\d articles=600 model_age_s=12");
            assertThat(second).startsWith("calls/s=0.5 p50_ms=8.0");
        }
    }

    @Test
    void anIdleServerSaysNothing() {
        try (StatusLine line = line(List.of())) {
            nanos += TimeUnit.SECONDS.toNanos(10);

            assertThat(line.next()).isEmpty();
        }
    }

    @Test
    void aGrowingCountIsToldByWhatItGrewSinceTheLastLine() {
        long[] count = {5};
        try (StatusLine line = line(List.of(Field.growth("fresh", () -> count[0])))) {
            line.record(1);
            assertThat(line.next().orElseThrow()).endsWith(" fresh=5");

            count[0] = 12;
            line.record(1);

            assertThat(line.next().orElseThrow()).endsWith(" fresh=7");
        }
    }

    private StatusLine line(List<Field> fields) {
        StatusLine line = new StatusLine(() -> nanos, Executors.newSingleThreadScheduledExecutor());
        line.show(fields);
        return line;
    }
}
