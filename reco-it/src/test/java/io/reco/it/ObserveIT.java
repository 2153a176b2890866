package io.reco.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Prometheus takes what is shipped for it, and each alert that is tried fires when it should and not before. */
@Timeout(120)
class ObserveIT {

    private static final Path SHIPPED = WorkingTree.root().resolve("reco-server/src/main/observe");

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    @Test
    void prometheusTakesTheConfigurationAndTheRules() throws Exception {
        assertThat(promtool("check", "config", SHIPPED.resolve("prometheus.yml").toString()))
                .contains("SUCCESS");
    }

    @Test
    void alertsFireWhenTheyShouldAndNotBefore() throws Exception {
        Path tests = folder.resolve("tests.yml");
        try (var source = ObserveIT.class.getResourceAsStream("/alerts-test.yml")) {
            Files.copy(Objects.requireNonNull(source), tests);
        }
        Files.copy(SHIPPED.resolve("alerts.yml"), folder.resolve("alerts.yml"));

        assertThat(promtool("test", "rules", tests.toString())).contains("SUCCESS");
    }

    private static String promtool(String... arguments) {
        Missing.unless(
                Programs.tryRun(PATIENCE, Map.of(), "promtool", "--version").code() == 0,
                "promtool, of Debian's package prometheus");
        String[] command =
                Stream.concat(Stream.of("promtool"), Stream.of(arguments)).toArray(String[]::new);
        return Programs.run(PATIENCE, Map.of(), command);
    }
}
