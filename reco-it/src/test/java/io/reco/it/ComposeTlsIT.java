package io.reco.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.reco.client.RecommendClient;
import io.reco.client.RecommendException;

/** The profile {@code tls} of {@code docker-compose.yml}, as the README has it set up. */
class ComposeTlsIT {

    private static final Duration COMMAND_MAX = Duration.ofMinutes(5);
    private static final Duration HEALTHY_MAX = Duration.ofMinutes(2);

    @TempDir
    Path folder;

    @Test
    @Timeout(900)
    void aServerWithTlsAndATokenComesUpAndLetsNobodyElseIn() throws Exception {
        Missing.unless(Target.chosen() == Target.CONTAINER, "a container engine");
        Missing.unless(is("docker-compose", "version"), "docker-compose");
        Missing.unless(is("openssl", "version"), "openssl");
        String image = ServerImage.get().get();
        makeCertificate();
        String token = makeToken(image);
        int port = FreePorts.take();
        Map<String, String> environment = new HashMap<>();
        environment.put(
                "COMPOSE_PROJECT_NAME", "reco-tls-it-" + ProcessHandle.current().pid());
        environment.put("RECO_CLUSTER_NET", Compose.freeSubnet());
        environment.put("SERVER_IMAGE", image);
        environment.put("RECO_TLS_FOLDER", folder.toString());
        environment.put("RECO_TLS_GROUP", run(Map.of(), "id", "-g"));
        environment.put("RECO_TLS_PORT", String.valueOf(port));
        environment.put("RECO_TLS_HTTP_PORT", String.valueOf(FreePorts.take()));
        try {
            compose(environment, "up", "-d", "--no-build", "reco-tls");
            String id = compose(environment, "ps", "-q", "reco-tls");
            await().atMost(HEALTHY_MAX)
                    .until(() -> run(Map.of(), "docker", "inspect", "--format", "{{.State.Health.Status}}", id)
                            .equals("healthy"));

            try (RecommendClient client = RecommendClient.builder("localhost:" + port)
                    .trust(folder.resolve("cert.pem"))
                    .bearerToken(() -> token)
                    .connect()) {
                assertThat(client.recommend("7", 1).articles()).isEmpty();
            }
            try (RecommendClient stranger = RecommendClient.builder("localhost:" + port)
                    .trust(folder.resolve("cert.pem"))
                    .connect()) {
                RecommendException refused =
                        catchThrowableOfType(RecommendException.class, () -> stranger.recommend("7", 1));
                assertThat(refused.code()).isEqualTo(RecommendException.Code.UNAUTHENTICATED);
            }
        } finally {
            compose(environment, "down", "--volumes");
        }
    }

    private void makeCertificate() throws Exception {
        Path key = folder.resolve("key.pem");
        run(
                Map.of(),
                ("openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 365 -keyout " + key
                                + " -out "
                                + folder.resolve("cert.pem")
                                + " -subj /CN=reco -addext subjectAltName=DNS:localhost,IP:127.0.0.1")
                        .split(" ", -1));
        shareWithGroup(key);
        // As a folder of a user is, which is not one for tests alone.
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** The token; its line is in the file. */
    private String makeToken(String image) throws Exception {
        String user = run(Map.of(), "id", "-u") + ":" + run(Map.of(), "id", "-g");
        run(
                Map.of(),
                ("docker run --rm -u " + user + " -v " + folder + ":/tls " + image
                                + " token cms --roles edit,feed --append-to /tls/tokens --save-to /tls/cms.token")
                        .split(" ", -1));
        Path token = folder.resolve("cms.token");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(token)))
                .isEqualTo("rw-------");
        shareWithGroup(folder.resolve("tokens"));
        return Files.readString(token).strip();
    }

    private static void shareWithGroup(Path file) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    }

    private static boolean is(String... command) {
        return Programs.tryRun(COMMAND_MAX, Map.of(), command).code() == 0;
    }

    private static String compose(Map<String, String> environment, String... arguments) {
        List<String> command = new ArrayList<>(List.of("docker-compose", "--profile", "tls"));
        command.addAll(List.of(arguments));
        return run(environment, command.toArray(String[]::new));
    }

    private static String run(Map<String, String> environment, String... command) {
        return Programs.run(COMMAND_MAX, environment, command).strip();
    }
}
