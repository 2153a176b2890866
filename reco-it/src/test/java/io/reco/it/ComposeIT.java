package io.reco.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import io.reco.client.RecommendClient;

/** The reference deployment, {@code docker-compose.yml}, with whichever compose is installed. */
class ComposeIT {

    private static final Duration COMMAND_MAX = Duration.ofMinutes(4);
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

    @Test
    void theReferenceDeploymentComesUpAnswersAndGoes() {
        String project = "reco-it-" + ProcessHandle.current().pid();
        int port = FreePorts.take();
        Map<String, String> environment = Map.of(
                "COMPOSE_PROJECT_NAME",
                project,
                "RECO_IMAGE",
                project,
                "RECO_DEMO",
                "true",
                "RECO_PORT",
                String.valueOf(port),
                "RECO_ADMIN_PORT",
                String.valueOf(FreePorts.take()));
        try {
            compose(environment, "up", "-d", "--build");
            String id = compose(environment, "ps", "-q", "reco").strip();

            await().atMost(HEALTHY_MAX).until(() -> health(id).equals("healthy"));
            try (RecommendClient client = Clients.at("127.0.0.1:" + port)) {
                assertThat(client.recommend(2, 4).articleIds()).hasSize(4);
            }
        } finally {
            compose(environment, "down", "--volumes", "--rmi", "all");
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
