package io.reco.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One program, written in three languages with what plain tools make of the {@code .proto} files: it loads articles, asks for a
 * page, reports an event, asks for related articles and a filtered page, states preferences, and erases a reader.
 */
class TourIT {

    private static final Duration PYTHON_MAX = Duration.ofMinutes(1);
    // The first time, packages are fetched and compiled.
    private static final Duration FETCH_MAX = Duration.ofMinutes(8);
    private static final Path PROTOS = WorkingTree.root().resolve("reco-api/src/main/protobuf");
    private static final String[] STEPS = {"load", "page", "event", "related", "filter", "preferences", "erase"};

    private final String python = System.getProperty("reco.it.python", "python3");
    private final String go = System.getProperty("reco.it.go", "go");

    @TempDir
    Path folder;

    @BeforeEach
    void needsProtoc() {
        Missing.unless(
                run(PYTHON_MAX, python + " -c 'import grpc, grpc_tools'").code() == 0, python + " with grpcio-tools");
    }

    @Test
    void python() throws IOException {
        program("tour.py");

        assertTour(PYTHON_MAX, protoc("--python_out=. --grpc_python_out=.") + " && " + python + " tour.py $TARGET");
    }

    @Test
    @Tag("languages")
    void go() throws IOException {
        Missing.unless(run(PYTHON_MAX, go + " version").code() == 0, "Go");
        program("tour.go");

        assertTour(
                FETCH_MAX,
                "export GOBIN=$PWD/bin GOFLAGS=-mod=mod PATH=$PWD/bin:$PATH"
                        + " && " + go + " install google.golang.org/protobuf/cmd/protoc-gen-go@latest"
                        + " && " + go + " install google.golang.org/grpc/cmd/protoc-gen-go-grpc@latest"
                        + " && mkdir -p api && "
                        + protoc("--go_out=api --go_opt=module=reco.io/api"
                                + " --go-grpc_out=api --go-grpc_opt=module=reco.io/api")
                        + " && (cd api && " + go + " mod init reco.io/api && " + go + " mod tidy)"
                        + " && " + go + " mod init tour && " + go + " mod edit -replace reco.io/api=./api"
                        + " && " + go + " mod tidy && " + go + " run . $TARGET");
    }

    @Test
    @Tag("languages")
    void typeScript() throws IOException {
        Missing.unless(run(PYTHON_MAX, "npm --version").code() == 0, "Node.js with npm");
        program("tour.ts");

        String documented = Readme.blocks("sh").stream()
                .filter(block -> block.contains("protoc-gen-ts"))
                .findFirst()
                .orElseThrow();

        assertTour(
                FETCH_MAX,
                documented
                        .replace("protoc -I", python + " -m grpc_tools.protoc -I")
                        .replace("../reco-api/src/main/protobuf", PROTOS.toString())
                        .replace("127.0.0.1:8889", "$TARGET"));
    }

    /** Against a server of its own: what other programs load may be like what this one does. */
    private void assertTour(Duration atMost, String line) {
        try (TestServer server = TestServer.start(TestServer.Setup.EMPTY)) {
            Programs.Outcome outcome = run(atMost, "export TARGET=" + server.target() + " && " + line);

            assertThat(outcome.code()).as(outcome.output()).isZero();
            assertThat(outcome.output().lines()).as(outcome.output()).contains(STEPS);
        }
    }

    private String protoc(String outputs) throws IOException {
        try (Stream<Path> files = Files.walk(PROTOS)) {
            String all = files.filter(file -> file.toString().endsWith(".proto"))
                    .map(file -> PROTOS.relativize(file).toString())
                    .collect(Collectors.joining(" "));
            return python + " -m grpc_tools.protoc -I " + PROTOS + " " + outputs + " " + all;
        }
    }

    private void program(String name) throws IOException {
        try (InputStream text = Objects.requireNonNull(TourIT.class.getResourceAsStream("/tour/" + name), name)) {
            Files.copy(text, folder.resolve(name));
        }
    }

    /** Runs a line of a shell in the folder of this test. */
    private Programs.Outcome run(Duration atMost, String line) {
        Map<String, String> environment = new HashMap<>();
        environment.put("PROTOCOL_BUFFERS_PYTHON_IMPLEMENTATION", "python");
        environment.put("PYTHONPATH", folder.toString());
        return Programs.tryRun(atMost, environment, "sh", "-ec", "cd " + folder + " && " + line);
    }
}
