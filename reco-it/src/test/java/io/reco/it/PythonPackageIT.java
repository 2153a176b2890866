package io.reco.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The package for Python that the build makes, installed as its users install it. */
class PythonPackageIT {

    private static final Duration PROGRAM_MAX = Duration.ofMinutes(2);
    private static final Path API = WorkingTree.root().resolve("reco-api");
    private static final Pattern SAMPLE = Pattern.compile("(?ms)^```python\n(.*?)^```$");

    private static final String MORE = """
            import reco

            with reco.Client("127.0.0.1:8889", plaintext=True, timeout=20) as client:
                client.upsert_articles(articles=[dict(article_id="py", title="Snakes", topics=["zoo"])])
                again = [client.recommend(reader_id="anna", page_size=3, request_id="key").exposure_token for _ in "12"]
                print(again[0] == again[1])
                print(client.get_articles(article_ids=["py"]).articles[0].title)
                print(len(list(client.export_reader(reader_id="anna"))) > 0)
                try:
                    client.recommend(reader_id="anna", page_size=-1)
                except Exception as e:
                    print(e.code().name, e.details())
                try:
                    client.forget_everything()
                except AttributeError as e:
                    print(str(e)[:40])
            try:
                reco.Client("127.0.0.1:8889", plaintext=True, token="secret")
            except ValueError as e:
                print(e)
            """;

    private final String python = System.getProperty("reco.it.python", "python3");
    private final Map<String, String> environment =
            Map.of("PROTOCOL_BUFFERS_PYTHON_IMPLEMENTATION", "python", "PIP_DISABLE_PIP_VERSION_CHECK", "1");

    @TempDir
    Path folder;

    @BeforeEach
    void install() throws IOException {
        Missing.unless(
                Programs.tryRun(PROGRAM_MAX, environment, python, "-c", "import grpc, setuptools, wheel, pip")
                                .code()
                        == 0,
                python + " with grpcio, pip, setuptools and wheel");
        Programs.run(
                PROGRAM_MAX,
                environment,
                python,
                "-m",
                "pip",
                "install",
                "--quiet",
                "--no-index",
                "--no-build-isolation",
                "--no-deps",
                "--target",
                folder.resolve("site").toString(),
                archive().toString());
    }

    private static Path archive() throws IOException {
        try (Stream<Path> files = Files.list(API.resolve("target"))) {
            return files.filter(file -> file.getFileName().toString().matches("reco_client-.*\\.tar\\.gz"))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException(
                            API + "/target: no reco_client-*.tar.gz (expected: mvn package ran before)"));
        }
    }

    private List<String> run(String program, TestServer server) throws IOException {
        Path file = Files.writeString(folder.resolve("program.py"), program.replace("127.0.0.1:8889", server.target()));
        String path = "import sys; sys.path.insert(0, sys.argv[1]); exec(open(sys.argv[2]).read())";
        return Programs.run(
                        PROGRAM_MAX,
                        environment,
                        python,
                        "-c",
                        path,
                        folder.resolve("site").toString(),
                        file.toString())
                .lines()
                .toList();
    }

    @Test
    void itsReadmeIsShortAndItsSampleRuns() throws IOException {
        String readme = Files.readString(API.resolve("src/main/python/README.md"));
        Matcher sample = SAMPLE.matcher(readme);
        assertThat(sample.find()).isTrue();
        assertThat(readme.lines()).hasSizeLessThan(25);

        try (TestServer server = TestServer.start(TestServer.Setup.DEMO)) {
            assertThat(run(sample.group(1), server)).singleElement().asString().matches("\\[('\\d+'(, )?){5}]");
            assertThat(Metrics.of(server).value("reco_events_total{outcome=\"accepted\",type=\"view\"}"))
                    .isEqualTo(1);
        }
    }

    @Test
    void everyMethodIsThereAndARefusalSaysWhatWasExpected() throws IOException {
        try (TestServer server = TestServer.start(TestServer.Setup.DEMO)) {
            assertThat(run(MORE, server))
                    .containsExactly(
                            "True",
                            "Snakes",
                            "True",
                            "INVALID_ARGUMENT page_size: -1 (expected: >= 0)",
                            "forget_everything: no method of a client",
                            "token: with plaintext=True (expected: TLS, for others could read it)");
        }
    }
}
