package io.reco.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.reco.client.RecommendClient;

/** The reference deployment, {@code docker-compose.yml}, with whichever compose is installed. */
class ComposeIT {

    // The image is built from source, with everything that Maven has to fetch for that.
    private static final Duration COMMAND_MAX = Duration.ofMinutes(15);
    private static final Duration HEALTHY_MAX = Duration.ofSeconds(60);

    private static List<String> compose;

    @BeforeAll
    static void findCompose() {
        boolean container = Target.chosen() == Target.CONTAINER;
        Missing.unless(container, "a container engine");
        boolean plugin = Programs.tryRun(COMMAND_MAX, Map.of(), "docker", "compose", "version")
                        .code()
                == 0;
        boolean program = Programs.tryRun(COMMAND_MAX, Map.of(), "docker-compose", "version")
                        .code()
                == 0;
        Missing.unless(plugin || program, "docker compose or docker-compose");
        compose = plugin ? List.of("docker", "compose") : List.of("docker-compose");
    }

    /** One test, as the image is built for it: from source, so that what an earlier build left is not in it. */
    @Test
    @Timeout(value = 20, unit = TimeUnit.MINUTES)
    void theReferenceDeploymentIsBuiltFromSourceComesUpAnswersAndGoes() throws Exception {
        String project = "reco-it-" + ProcessHandle.current().pid();
        int port = FreePorts.take();
        Map<String, String> environment = Map.of(
                "COMPOSE_PROJECT_NAME",
                project,
                "SERVER_IMAGE",
                project,
                "RECO_CLUSTER_NET",
                Compose.freeSubnet(),
                "RECO_DEMO",
                "true",
                "RECO_PORT",
                String.valueOf(port),
                "RECO_HTTP_PORT",
                String.valueOf(FreePorts.take()));
        Path stale = Files.writeString(WorkingTree.application().resolve("lib/stale.jar"), "of a build long ago");
        try {
            compose(environment, "up", "-d", "--build");
            String id = compose(environment, "ps", "-q", "reco").strip();

            await().atMost(HEALTHY_MAX).until(() -> health(id).equals("healthy"));
            try (RecommendClient client = Clients.at("127.0.0.1:" + port)) {
                assertThat(client.recommend(2, 4).articleIds()).hasSize(4);
            }
            assertThat(compose(environment, "exec", "-T", "reco", "ls", "/opt/reco/lib"))
                    .contains("reco-api-")
                    .doesNotContain("stale");
        } finally {
            Files.delete(stale);
            compose(environment, "down", "--volumes");
            // Its own image alone: the other profiles' images are others', too.
            Programs.run(COMMAND_MAX, Map.of(), "docker", "rmi", project);
        }
        assertThat(Programs.run(COMMAND_MAX, Map.of(), "docker", "ps", "-a", "--filter", "name=" + project, "-q"))
                .isEmpty();
    }

    private static String health(String container) {
        return Programs.run(
                        COMMAND_MAX, Map.of(), "docker", "inspect", "--format", "{{.State.Health.Status}}", container)
                .strip();
    }

    private static String compose(Map<String, String> environment, String... arguments) {
        List<String> command = new ArrayList<>(compose);
        command.addAll(List.of(arguments));
        return Programs.run(COMMAND_MAX, environment, command.toArray(String[]::new));
    }
}
