package io.reco.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.google.gson.JsonParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.reco.it.Programs.Outcome;

/** The packaged program as an operator meets it on a command line. */
class CommandLineIT {

    private static final Pattern COMMAND = Pattern.compile("(?m)^ {2}([a-z]+) {2,}");

    /** What each command says when it is asked for help; all commands, those inside others, too, as the program lists them. */
    private static final Map<List<String>, Outcome> HELP = help(List.of());

    @TempDir
    Path folder;

    private static Map<List<String>, Outcome> help(List<String> command) {
        Outcome help = Application.run(Map.of(), with(command, "--help"));
        Map<List<String>, Outcome> all = new LinkedHashMap<>(Map.of(command, help));
        int list = help.output().indexOf("Commands:\n");
        if (list >= 0) {
            Matcher names = COMMAND.matcher(help.output().substring(list));
            while (names.find()) {
                all.putAll(help(List.of(with(command, names.group(1)))));
            }
        }
        return all;
    }

    static Stream<List<String>> commands() {
        return HELP.keySet().stream();
    }

    private static String[] with(List<String> command, String... more) {
        return Stream.concat(command.stream(), Arrays.stream(more)).toArray(String[]::new);
    }

    @Test
    void theCommandsAreFound() {
        assertThat(commands())
                .contains(
                        List.of(),
                        List.of("serve"),
                        List.of("import"),
                        List.of("health"),
                        List.of("recommend"),
                        List.of("article", "upsert"),
                        List.of("reader", "erase"),
                        List.of("tail"),
                        List.of("restore"),
                        List.of("evaluate"),
                        List.of("evaluate", "split"));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyCommandSaysHowItIsUsed(List<String> command) {
        Outcome help = Objects.requireNonNull(HELP.get(command));

        assertThat(help.output())
                .startsWith("Usage: " + String.join(" ", with(List.of("reco"), command.toArray(String[]::new))) + " ")
                .contains("-h, --help")
                .doesNotContain("Exception");
        assertThat(help.code()).isZero();
    }

    @Test
    void theHelpOfServeNamesEverySettingThatTheReadmeNames() throws Exception {
        Outcome help = Objects.requireNonNull(HELP.get(List.of("serve")));

        assertThat(Readme.rows("| flag | variable |"))
                .isNotEmpty()
                .allSatisfy(row -> assertThat(help.output()).contains(row.get(0).replace("`", "")));
    }

    @Execution(ExecutionMode.CONCURRENT)
    @ParameterizedTest
    @MethodSource("commands")
    void everyCommandTellsTheVersion(List<String> command) {
        Outcome version = Application.run(Map.of(), with(command, "--version"));

        assertThat(version).isEqualTo(new Outcome(0, "reco " + System.getProperty("reco.it.version") + "\n"));
    }

    @Execution(ExecutionMode.CONCURRENT)
    @ParameterizedTest
    @CsvSource({
        "serve --http-prot 8890, --http-prot, --http-port",
        "--stor here, --stor, --store",
        "import --artcles a.csv, --artcles, --articles",
        "health --targt 127.0.0.1:1, --targt, --target",
        "evaluate split --tran a.csv --test b.csv, --tran, --train",
        "srve, srve, serve",
        "imprt --articles a.csv, imprt, import",
    })
    void aWrongWordIsNamedAndOneAlikeIsSuggested(String line, String wrong, String meant) {
        Outcome outcome = Application.run(Map.of(), line.split(" "));

        assertThat(outcome.output())
                .contains("reco: " + wrong + ": unknown (expected: ")
                .containsPattern("Did you mean .*\\b" + meant.replace("--", "") + "\\b.*\\?")
                .doesNotContain("Exception");
        assertThat(outcome.code()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"--port", "--http-port"})
    void aPortInUseIsNamedBeforeTheStoreIsTouched(String flag) throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Path data = folder.resolve("data");
            List<String> command = new ArrayList<>(List.of("serve", "--demo", "--store", data.toString()));
            command.addAll(List.of("--port", "0", "--http-port", "0"));
            command.set(command.indexOf(flag) + 1, String.valueOf(taken.getLocalPort()));

            Outcome outcome = Application.run(Map.of(), command.toArray(String[]::new));

            assertThat(outcome.output())
                    .contains("reco: " + flag + ": 127.0.0.1:" + taken.getLocalPort() + " (expected: ")
                    .contains("in use")
                    .doesNotContain("\tat ");
            assertThat(outcome.code()).isEqualTo(1);
            assertThat(data).doesNotExist();
        }
    }

    @Test
    void whatALinkToAServiceNamedRecoSetsIsLeftAloneAndTold() {
        // With a bad setting beside it, so that the program ends: nothing else may be found fault with.
        Outcome outcome = Application.run(
                Map.of(
                        "RECO_PORT", "tcp://10.96.0.17:8889",
                        "RECO_PORT_8889_TCP", "tcp://10.96.0.17:8889",
                        "RECO_PORT_8889_TCP_ADDR", "10.96.0.17",
                        "RECO_SERVICE_HOST", "10.96.0.17",
                        "RECO_SERVICE_PORT", "8889",
                        "RECO_SERVICE_PORT_GRPC", "8889",
                        "RECO_HTTP_PORT", "tcp://10.96.0.18:8890"),
                "serve",
                "--store",
                folder.resolve("data").toString(),
                "--deadline-max",
                "soon");

        assertThat(outcome.output().lines().filter(line -> line.startsWith("reco: ")))
                .singleElement()
                .asString()
                .startsWith("reco: --deadline-max: soon");
        assertThat(outcome.output().lines().filter(line -> line.contains("RECO_SERVICE_HOST")))
                .singleElement()
                .asString()
                .contains("RECO_PORT", "RECO_HTTP_PORT", "RECO_SERVICE_PORT_GRPC", "left alone");
        assertThat(outcome.code()).isEqualTo(2);
    }

    @Test
    void aPortThatIsNoneIsStillRefused() {
        Outcome outcome = Application.run(
                Map.of("RECO_PORT", "http"),
                "serve",
                "--store",
                folder.resolve("data").toString());

        assertThat(outcome.output()).contains("reco: RECO_PORT: http (expected: 0..65535)");
        assertThat(outcome.code()).isEqualTo(2);
    }

    @Test
    void aCommandThatAsksAServerWritesWhatProgramsReadAndExitsAsItSays() throws Exception {
        try (TestServer server = TestServer.start(TestServer.Setup.DEMO)) {
            Outcome page = Application.run(
                    Map.of(), "recommend", "anna", "--count", "3", "--json", "--target", server.target());
            Outcome list =
                    Application.run(Map.of(), "article", "list", "--count", "5", "--json", "--target", server.target());
            Outcome refused = Application.run(
                    Map.of(), "recommend", "anna", "--placement", "The Home", "--target", server.target());
            Outcome missing =
                    Application.run(Map.of(), "article", "show", "no-such-article", "--target", server.target());

            assertThat(JsonParser.parseString(page.output()).getAsJsonObject().getAsJsonArray("results"))
                    .hasSize(3);
            assertThat(list.output().lines())
                    .hasSize(5)
                    .allMatch(line ->
                            JsonParser.parseString(line).getAsJsonObject().has("articleId"));
            assertThat(page.code()).isZero();
            assertThat(refused.output()).startsWith("reco: placement: The Home (expected: ");
            assertThat(refused.code()).isEqualTo(1);
            assertThat(missing.output()).contains("article no-such-article: not there");
            assertThat(missing.code()).isEqualTo(1);
        }
    }

    @Test
    void theLauncherBesideTheJarRunsTheSameProgram() {
        String launcher = WorkingTree.application().resolve("reco").toString();
        Map<String, String> environment = Map.of("XDG_CACHE_HOME", folder.toString());

        for (int i = 0; i < 2; i++) { // without the archive of classes, and with it
            Outcome version = Programs.tryRun(Duration.ofMinutes(2), environment, "bash", launcher, "--version");

            assertThat(version).isEqualTo(new Outcome(0, "reco " + System.getProperty("reco.it.version") + "\n"));
        }
        assertThat(folder.resolve("reco")).isNotEmptyDirectory();
    }
}
