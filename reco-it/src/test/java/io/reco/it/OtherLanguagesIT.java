package io.reco.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.reco.it.Programs.Outcome;

/** Whoever does not write Java makes a client from the {@code .proto} files alone, as README says. */
class OtherLanguagesIT {

    private static final Duration PROGRAM_MAX = Duration.ofSeconds(60);
    private static final Path PROTOS = WorkingTree.root().resolve("reco-api/src/main/protobuf");

    // The first time, Go fetches and compiles gRPC.
    private static final Duration GO_MAX = Duration.ofMinutes(8);

    private static final String BEARER_PROGRAM = """
            import grpc
            from reco.v1 import recommend_pb2, recommend_pb2_grpc, catalog_pb2, catalog_pb2_grpc

            channel = grpc.insecure_channel("127.0.0.1:8889")
            bearer = [("authorization", "Bearer TOKEN")]
            pages = recommend_pb2_grpc.RecommendServiceStub(channel)
            asked = recommend_pb2.RecommendRequest(reader_id="2", page_size=4)
            print(len(pages.Recommend(asked, metadata=bearer).results), "articles")
            for call in (
                lambda: pages.Recommend(asked),
                lambda: catalog_pb2_grpc.CatalogServiceStub(channel).DeleteArticles(
                    catalog_pb2.DeleteArticlesRequest(article_ids=["1"]), metadata=bearer),
            ):
                try:
                    call()
                except grpc.RpcError as e:
                    print(e.code().name, e.details())
            """;

    private final String python = System.getProperty("reco.it.python", "python3");
    private final String go = System.getProperty("reco.it.go", "go");

    @TempDir
    Path folder;

    @BeforeEach
    void needsPython() {
        Missing.unless(
                Programs.tryRun(PROGRAM_MAX, environment(), python, "-c", "import grpc, grpc_tools")
                                .code()
                        == 0,
                python + " with grpcio and grpcio-tools");
    }

    @Test
    void plainProtocTakesEveryFileWithOneIncludePath() throws IOException {
        protoc(everyFile());

        String modules;
        try (Stream<Path> made = Files.walk(folder)) {
            modules = String.join(
                    "\n",
                    made.filter(file -> file.toString().endsWith("_pb2.py"))
                            .map(file -> folder.relativize(file)
                                    .toString()
                                    .replace(".py", "")
                                    .replace('/', '.'))
                            .map(module -> "import " + module)
                            .toList());
        }
        assertThat(modules.lines()).hasSameSizeAs(everyFile());
        Programs.run(PROGRAM_MAX, environment(), python, "-c", modules);
    }

    @Test
    void thePythonSamplesOfReadmeRun() throws IOException {
        List<String> samples = Readme.blocks("python");
        assertThat(samples).hasSize(3); // the last one has gaps for its reader to fill
        makeStubsAsReadmeSays();
        try (TestServer server = TestServer.start(TestServer.Setup.DEMO)) {
            assertThat(run(samples.get(0), server).lines())
                    .hasSize(2)
                    .allMatch(line -> line.matches("[23] \\[(\\('\\d+', \\d+, \\d+\\)(, )?){4}] [\\w-]{16}"));

            String shown = Readme.outputAfter(samples.get(1));
            assertThat(run(samples.get(1), server)).isEqualTo(shown).contains("'accepted_count': 1", "'violations'");
        }
    }

    @Test
    void aPythonProgramCallsWithABearerToken() throws IOException {
        String token = "reco_" + "5".repeat(64);
        Path tokens = Files.writeString(folder.resolve("tokens"), "site:" + Sha256.of(token) + ":read\n");
        Map<String, String> settings = new HashMap<>(TestServer.Setup.DEMO.settings());
        settings.put("RECO_TOKENS", tokens.toString());
        makeStubsAsReadmeSays();
        try (TestServer server =
                new ProcessServer(new TestServer.Setup(settings, Optional.empty(), Optional.empty()))) {
            server.start();

            String answers = run(BEARER_PROGRAM.replace("TOKEN", token), server);

            assertThat(answers.lines())
                    .containsExactly(
                            "4 articles",
                            "UNAUTHENTICATED authorization: none (expected: Bearer TOKEN)",
                            "PERMISSION_DENIED role: read (expected: edit or admin)");
        }
    }

    @Test
    void theGoSampleOfReadmeRuns() throws IOException {
        Missing.unless(Programs.tryRun(PROGRAM_MAX, Map.of(), go, "version").code() == 0, "Go");
        String sample = Readme.blocks("go").get(0);
        String path = folder.resolve("bin") + ":" + System.getenv("PATH");
        String protos = "-I " + PROTOS + " ";
        String commands = command("protoc-gen-go")
                .replace("protoc -I ../reco-api/src/main/protobuf ", python + " -m grpc_tools.protoc " + protos);
        assertThat(commands).contains(protos);
        try (TestServer server = TestServer.start(TestServer.Setup.DEMO)) {
            assertThat(sample).contains("127.0.0.1:8889");
            Files.writeString(folder.resolve("main.go"), sample.replace("127.0.0.1:8889", server.target()));
            Map<String, String> environment = environment();
            environment.putAll(Map.of("GOBIN", folder.resolve("bin").toString(), "PATH", path, "GOFLAGS", "-mod=mod"));
            Outcome outcome = Programs.tryRun(
                    GO_MAX,
                    environment,
                    "sh",
                    "-ec",
                    "cd " + folder + "; go() { command " + go + " \"$@\"; }\n"
                            + commands.replace("mkdir hello", "mkdir hello && mv main.go hello/"));

            assertThat(outcome.code()).as(outcome.output()).isZero();
            assertThat(outcome.output().lines().filter(line -> line.matches("\\d+ \\d+ \\d+")))
                    .hasSize(4);
        }
    }

    /** The first block of commands that names this. */
    private static String command(String name) {
        return Readme.blocks("sh").stream()
                .filter(block -> block.contains(name))
                .findFirst()
                .orElseThrow();
    }

    private void makeStubsAsReadmeSays() {
        String command = command("grpc_tools.protoc");
        Programs.run(
                PROGRAM_MAX,
                environment(),
                "sh",
                "-c",
                command.replace("python3", python).replace("_out=.", "_out=" + folder));
    }

    private String run(String sample, TestServer server) throws IOException {
        assertThat(sample).contains("127.0.0.1:8889");
        Path file = Files.writeString(folder.resolve("sample.py"), sample.replace("127.0.0.1:8889", server.target()));
        return Programs.run(PROGRAM_MAX, environment(), python, file.toString());
    }

    private void protoc(List<String> files) {
        List<String> command = new ArrayList<>(List.of(python, "-m", "grpc_tools.protoc", "-I", PROTOS.toString()));
        command.addAll(List.of("--python_out=" + folder, "--grpc_python_out=" + folder));
        command.addAll(files);
        Programs.run(PROGRAM_MAX, environment(), command.toArray(String[]::new));
    }

    private static List<String> everyFile() throws IOException {
        try (Stream<Path> files = Files.walk(PROTOS)) {
            return files.filter(file -> file.toString().endsWith(".proto"))
                    .map(file -> PROTOS.relativize(file).toString())
                    .toList();
        }
    }

    /** Whichever native or pure protobuf that Python has, and the modules made here. */
    private Map<String, String> environment() {
        Map<String, String> environment = new HashMap<>();
        environment.put("PROTOCOL_BUFFERS_PYTHON_IMPLEMENTATION", "python");
        environment.put("PYTHONPATH", String.valueOf(folder));
        return environment;
    }
}
