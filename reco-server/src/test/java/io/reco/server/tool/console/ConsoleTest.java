package io.reco.server.tool.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;

import org.junit.jupiter.api.Test;

class ConsoleTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void progressIsToldInALineNowAndThenWhereThereIsNoTerminal() throws Exception {
        Console console = console(Duration.ofMillis(50));

        try (InputStream bytes =
                console.progress("events", 1_000, () -> "rows=7").apply(new ByteArrayInputStream(new byte[1_000]))) {
            assertThat(bytes.readNBytes(250)).hasSize(250);
            await().until(() -> err.toString().lines().count() >= 3);
        }

        assertThat(err.toString().lines()).allMatch("events 25% rows=7"::equals);
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void aShortPieceOfWorkTellsNoProgress() throws Exception {
        Console console = console(Duration.ofSeconds(10));

        try (InputStream bytes =
                console.progress("events", 1_000, () -> "rows=7").apply(new ByteArrayInputStream(new byte[1_000]))) {
            assertThat(bytes.readAllBytes()).hasSize(1_000);
        }

        assertThat(err.toString()).isEmpty();
    }

    private Console console(Duration every) {
        return new Console(new PrintWriter(out, true), new PrintWriter(err, true), every);
    }
}
