package io.reco.server.tool;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The program in a process of its own, as an operator runs it. */
@Timeout(300)
class ServeTest {

    @TempDir
    Path folder;

    private final List<Process> processes = new ArrayList<>();

    @AfterEach
    void stop() {
        processes.forEach(Process::destroyForcibly);
    }

    @Test
    void itPrintsItsPortsServesAndStopsWhenToldTo() throws Exception {
        Process server = reco("--port", "0", "--http-port", "0", "--store", data());

        BufferedReader out = new BufferedReader(new InputStreamReader(server.getInputStream(), StandardCharsets.UTF_8));
        String port = find(out, "^gRPC on 127\\.0\\.0\\.1:(\\d+)$");
        String httpPort = find(out, "^HTTP on http://127\\.0\\.0\\.1:(\\d+)$");
        HttpRequest ready = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + httpPort + "/readyz"))
                .build();
        int readyStatus = HttpClient.newHttpClient()
                .send(ready, HttpResponse.BodyHandlers.discarding())
                .statusCode();
        int healthExit = reco("health", "--target", "127.0.0.1:" + port).waitFor();
        server.destroy();
        int exit = server.waitFor();

        assertThat(readyStatus).isEqualTo(200);
        assertThat(healthExit).isZero();
        assertThat(exit).isEqualTo(128 + 15);
        assertThat(Files.readString(errors(0))).isEmpty();
    }

    @Test
    void badSettingsAreNamedTogetherAndNothingStarts() throws Exception {
        Process server = reco("serve", "--port", "99999", "--deadline-max", "soon", "--store", data());

        assertThat(server.waitFor()).isEqualTo(2);
        assertThat(Files.readString(errors(0)).lines())
                .containsExactly(
                        "reco: --port: 99999 (expected: 0..65535)",
                        "reco: --deadline-max: soon (expected: 1ms..1h, such as 500ms, 5s, 1m, 2h or 3d)",
                        "'reco serve --help' says more.");
        assertThat(folder.resolve("data")).doesNotExist();
    }

    @Test
    void whatIsUnknownHidesNothingElseThatIsWrong() throws Exception {
        Process server = reco("--prot", "8889", "--http-port", "99999", "--deadline-max", "soon", "--store", data());

        assertThat(server.waitFor()).isEqualTo(2);
        assertThat(Files.readString(errors(0)).lines())
                .contains(
                        "reco: --http-port: 99999 (expected: 0..65535 or off)",
                        "reco: --deadline-max: soon (expected: 1ms..1h, such as 500ms, 5s, 1m, 2h or 3d)",
                        "reco: --prot: unknown (expected: what 'reco serve --help' lists)");
        assertThat(folder.resolve("data")).doesNotExist();
    }

    @Test
    void whatIsUnknownAloneEndsTheStart() throws Exception {
        Process server = reco("--prot", "8889", "--store", data());

        assertThat(server.waitFor()).isEqualTo(2);
        assertThat(Files.readString(errors(0)).lines())
                .contains("reco: --prot: unknown (expected: what 'reco serve --help' lists)");
        assertThat(folder.resolve("data")).doesNotExist();
    }

    @Test
    void aStoreThatIsInUseIsNamedInOneLine() throws Exception {
        Process first = reco("--port", "0", "--http-port", "off", "--store", data());
        find(new BufferedReader(new InputStreamReader(first.getInputStream(), StandardCharsets.UTF_8)), "^(gRPC) on ");

        Process second = reco("--port", "0", "--http-port", "off", "--store", data());

        assertThat(second.waitFor()).isEqualTo(1);
        assertThat(Files.readString(errors(1)).lines())
                .singleElement()
                .asString()
                .startsWith("reco: store: " + data() + " (expected: ");
    }

    @Test
    void aPlaceForSnapshotsThatIsNoneEndsTheStart() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "");

        for (Path place : List.of(file, file.resolve("below"))) {
            Process server =
                    reco("--port", "0", "--http-port", "off", "--store", data(), "--snapshots", place.toString());

            assertThat(server.waitFor()).isEqualTo(1);
            assertThat(Files.readString(errors(processes.size() - 1)).lines())
                    .containsExactly("reco: --snapshots: " + place + " (expected: a directory that can be made and"
                            + " written; RECO_SNAPSHOTS sets it, too)");
        }
    }

    private String data() {
        return folder.resolve("data").toString();
    }

    private Path errors(int process) {
        return folder.resolve("errors-" + process);
    }

    private Process reco(String... args) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        if (Runtime.version().feature() >= 24) {
            command.add("--enable-native-access=ALL-UNNAMED"); // as the jar's manifest says
        }
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Reco.class.getName()));
        command.addAll(List.of(args));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().keySet().removeIf(name -> name.startsWith("RECO_") || name.startsWith("JAVA_"));
        builder.redirectError(errors(processes.size()).toFile());
        Process process = builder.start();
        processes.add(process);
        return process;
    }

    private static String find(BufferedReader out, String pattern) throws IOException {
        Pattern wanted = Pattern.compile(pattern);
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            Matcher matcher = wanted.matcher(line);
            if (matcher.find()) {
                return matcher.group(1);
            }
        }
        throw new AssertionError("the process ended without saying " + pattern);
    }
}
