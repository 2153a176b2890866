package io.reco.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectImageResponse;
import com.github.dockerjava.api.model.ContainerConfig;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.wait.strategy.Wait;

/** What the image promises to whoever runs it. */
class ImageIT {

    private static final Logger log = LoggerFactory.getLogger(ImageIT.class);
    private static final String[] PROBE = {
        "java",
        "-XX:TieredStopAtLevel=1",
        "-XX:+UseSerialGC",
        "-Xmx16m",
        "-cp",
        "/opt/reco/reco-server.jar",
        "io.reco.server.tool.Ready"
    };

    @BeforeAll
    static void needsAnEngine() {
        Missing.unless(Target.chosen() == Target.CONTAINER, "a container engine");
    }

    @Test
    void itRunsWithoutPrivilegesAndSaysWhatItIs() {
        DockerClient engine = DockerClientFactory.lazyClient();
        InspectImageResponse image =
                engine.inspectImageCmd(ServerImage.get().get()).exec();
        ContainerConfig config = Objects.requireNonNull(image.getConfig(), "config");

        assertThat(config.getUser()).isEqualTo("reco");
        assertThat(config.getVolumes()).containsKey("/data");
        assertThat(config.getLabels())
                .containsEntry("org.opencontainers.image.title", "Reco server")
                .containsKeys("org.opencontainers.image.version", "org.opencontainers.image.licenses");
        // In exec form, so that the server itself gets the signals.
        assertThat(Objects.requireNonNull(config.getEntrypoint(), "entrypoint")[0])
                .isEqualTo("java");
        // In exec form, too, and without a shell.
        assertThat(config.getHealthcheck()).isNotNull();
        assertThat(Objects.requireNonNull(config.getHealthcheck()).getTest())
                .startsWith("CMD")
                .endsWith(PROBE)
                .hasSize(1 + PROBE.length);
    }

    @Test
    void itSaysWhatItIsMadeOfAndUnderWhichLicences() throws Exception {
        try (RecoContainer container = new RecoContainer(ServerImage.get())) {
            container.start();

            Path licences = WorkingTree.application().resolve("licences");
            assertThat(licences).isDirectoryContaining("glob:**/THIRD-PARTY.txt");
            for (String file : List.of("LICENSE", "NOTICE", "THIRD-PARTY.txt", "sbom.json")) {
                if (!Files.exists(licences.resolve(file))) {
                    continue; // JarsIT tells what is missing
                }
                String inside = container
                        .execInContainer("cat", "/opt/reco/licences/" + file)
                        .getStdout();
                assertThat(inside).as(file).isNotBlank().isEqualTo(Files.readString(licences.resolve(file)));
            }
        }
    }

    @Test
    void itsFilesBelongToRootAndOnlyItsDataToTheServer() throws Exception {
        try (RecoContainer container = new RecoContainer(ServerImage.get())) {
            container.start();

            String owned = container
                    .execInContainer("find", "/", "-xdev", "-user", "reco", "-not", "-path", "/proc/*")
                    .getStdout();
            String raised = container
                    .execInContainer("find", "/opt", "/data", "-perm", "/6022", "-not", "-type", "l")
                    .getStdout();

            assertThat(owned.lines()).allMatch(path -> path.equals("/data") || path.startsWith("/tmp/"));
            assertThat(raised).isEmpty();
        }
    }

    @Test
    void itsProgramIsOnThePathAndAsksTheServerInside() throws Exception {
        try (RecoContainer container = new RecoContainer(ServerImage.get()).withEnv("RECO_DEMO", "true")) {
            container.start();

            var top = container.execInContainer("reco", "top", "popular", "--count", "3", "--json");

            assertThat(top.getStderr()).isEmpty();
            assertThat(top.getExitCode()).isZero();
            assertThat(top.getStdout().lines()).hasSize(3).allMatch(line -> line.startsWith("{\"articleId\":"));
            assertThat(container
                            .execInContainer("test", "-s", "/opt/reco/command.jsa")
                            .getExitCode())
                    .isZero();
        }
    }

    @Test
    void itsHealthCheckTellsTheEngineThatItServes() {
        try (RecoContainer container = new RecoContainer(ServerImage.get()).waitingFor(Wait.forHealthcheck())) {
            container.start();

            assertThat(container.isHealthy()).isTrue();
        }
    }

    @Test
    void itsHealthCheckFailsAsSoonAsItDrains() throws Exception {
        TestServer.Setup slowToGo =
                new TestServer.Setup(Map.of("RECO_DRAIN_DELAY", "60s"), Optional.empty(), Optional.empty());
        try (ContainerServer server = new ContainerServer(slowToGo)) {
            server.start();
            assertThat(probe(server)).isZero();

            server.terminate();
            try (Stubs stubs = Stubs.of(server)) {
                await().atMost(Duration.ofSeconds(10))
                        .until(() -> stubs.health()
                                        .check(HealthCheckRequest.getDefaultInstance())
                                        .getStatus()
                                == ServingStatus.NOT_SERVING);
            }

            assertThat(probe(server)).isNotZero();
        }
    }

    @Test
    void itsHealthCheckCostsNextToNothing() throws Exception {
        try (RecoContainer container = new RecoContainer(ServerImage.get())) {
            container.start();

            // The shell's own count of what the commands it ran took: user and system time, in its last line.
            String times = container
                    .execInContainer(
                            "bash", "-c", "for i in {1..10}; do " + String.join(" ", PROBE) + " || exit; done; times")
                    .getStdout();

            Matcher taken =
                    Pattern.compile("(\\d+)m([\\d.]+)s (\\d+)m([\\d.]+)s\\s*$").matcher(times);
            assertThat(taken.find()).as(times).isTrue();
            double seconds = 60 * Double.parseDouble(taken.group(1))
                    + Double.parseDouble(taken.group(2))
                    + 60 * Double.parseDouble(taken.group(3))
                    + Double.parseDouble(taken.group(4));
            log.info("health check cpu_s={}", seconds / 10);
            assertThat(seconds / 10).isLessThan(0.15);
        }
    }

    private static int probe(ContainerServer server) throws Exception {
        return server.container().execInContainer(PROBE).getExitCode();
    }
}
