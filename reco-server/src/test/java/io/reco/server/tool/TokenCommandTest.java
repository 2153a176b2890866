package io.reco.server.tool;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

import io.reco.server.RecoServer;
import io.reco.server.ServerConfig;
import io.reco.server.Settings;

/** {@code reco token}, and commands that call with what it made. */
@Timeout(300)
class TokenCommandTest {

    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        CommandLine reco = Reco.commandLine();
        reco.setOut(new PrintWriter(out));
        reco.setErr(new PrintWriter(err));
        return reco.execute(arguments);
    }

    @Test
    void whatItMakesIsLetInByTheFileAndTheVariable() throws Exception {
        Path tokens = folder.resolve("tokens");
        Path file = folder.resolve("token");
        assertThat(add("cms", "edit,feed", "--save-to", file.toString())).isZero();
        assertThat(out.toString() + err).isEmpty();
        String token = Files.readString(file).strip();
        assertThat(token).matches("reco_[0-9a-f]{64}");
        assertThat(Files.readString(tokens))
                .matches("cms:[0-9a-f]{64}:feed,edit\\R")
                .doesNotContain(token.substring(5));

        try (RecoServer server = RecoServer.start(ServerConfig.read(
                Map.of(
                        Settings.PORT,
                        "0",
                        Settings.HTTP_PORT,
                        "off",
                        Settings.STORE,
                        folder.resolve("store").toString(),
                        Settings.TOKENS,
                        tokens.toString()),
                Map.of("RECO_TOKEN", "reco_of-commands-and-no-setting")))) {
            String target = "127.0.0.1:" + server.port();
            assertThat(run("article", "list", "--target", target)).isEqualTo(1);
            assertThat(err.toString()).contains("UNAUTHENTICATED authorization: none (expected: Bearer TOKEN)");
            assertThat(run("article", "list", "--plaintext", "--target", target, "--token-file", file.toString()))
                    .as(err.toString())
                    .isZero();
            assertThat(run("reader", "show", "7", "--plaintext", "--target", target, "--token-file", file.toString()))
                    .isEqualTo(1);
            assertThat(err.toString())
                    .contains("PERMISSION_DENIED role: feed, edit (expected: support or admin)")
                    .doesNotContain(token);
            assertThat(program(token, "article", "list", "--plaintext", "--target", target))
                    .isEqualTo("0 reco: no articles\n");
            assertThat(program("two words", "article", "list", "--plaintext", "--target", target))
                    .startsWith("2 reco: RECO_TOKEN: *** (expected: a token, one line of ASCII)")
                    .doesNotContain("two words");
        }
    }

    /** The code and what was complained of, by a process that has the variable. */
    private static String program(String token, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Reco.class.getName()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        File complaints = File.createTempFile("reco", ".err");
        builder.redirectError(complaints).redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment().keySet().removeIf(name -> name.startsWith("RECO_"));
        builder.environment().put("RECO_TOKEN", token);
        Process process = builder.start();
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        return process.exitValue() + " " + Files.readString(complaints.toPath(), StandardCharsets.UTF_8);
    }

    private int add(String name, String roles, String... more) {
        List<String> arguments = new ArrayList<>(List.of("token", name, "--roles", roles, "--append-to"));
        arguments.add(folder.resolve("tokens").toString());
        arguments.addAll(List.of(more));
        return run(arguments.toArray(String[]::new));
    }

    @Test
    void withoutAFileTheTokenIsOnOneStreamAndItsLineOnTheOther() {
        assertThat(run("token", "cms", "--roles", "edit")).isZero();

        assertThat(out.toString()).matches("reco_[0-9a-f]{64}\\R");
        assertThat(err.toString()).matches("cms:[0-9a-f]{64}:edit\\R");
    }

    @Test
    void aLineIsAddedToWhatIsInTheFileAndNothingElseEverIs() throws IOException {
        Path tokens = Files.writeString(folder.resolve("tokens"), "# ours\nsite:" + "0".repeat(64) + ":read");

        assertThat(add("cms", "edit")).isZero();
        assertThat(out.toString()).matches("reco_[0-9a-f]{64}\\R");
        assertThat(err.toString()).isEmpty();
        assertThat(add("nobody", "root")).isEqualTo(2);
        assertThat(add("site", "read")).isEqualTo(2);
        assertThat(err.toString())
                .contains("NAME: site (expected: a name that " + tokens + " does not have, or --another)");
        assertThat(add("site", "read,feed", "--another")).isZero();

        assertThat(Files.readString(tokens))
                .matches("# ours\\nsite:0{64}:read\\ncms:[0-9a-f]{64}:edit\\nsite:[0-9a-f]{64}:read,feed\\n");
    }

    @Test
    void filesThatItMakesAreTheirOwnersAloneAndOthersKeepTheirRights() throws IOException {
        Path saved = folder.resolve("cms.token");

        assertThat(add("cms", "edit", "--save-to", saved.toString())).isZero();

        assertThat(List.of(rights(saved), rights(folder.resolve("tokens")))).containsOnly("rw-------");
        Files.setPosixFilePermissions(folder.resolve("tokens"), PosixFilePermissions.fromString("rw-r-----"));
        assertThat(add("site", "read")).isZero();
        assertThat(rights(folder.resolve("tokens"))).isEqualTo("rw-r-----");
    }

    private static String rights(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    @Test
    void noFileIsChangedForATokenThatThereIsNot() throws IOException {
        Path tokens = Files.writeString(folder.resolve("tokens"), "reco_secret\n");
        Path saved = folder.resolve("cms.token");

        assertThat(add("cms", "edit", "--save-to", saved.toString())).isEqualTo(2);
        assertThat(err.toString())
                .contains(tokens + ":1 (expected: name:sha256:roles")
                .doesNotContain("secret");
        assertThat(saved).doesNotExist();
        Files.writeString(tokens, "");
        Files.writeString(saved, "another\n");
        assertThat(add("cms", "edit", "--save-to", saved.toString())).isEqualTo(2);
        assertThat(err.toString()).contains("--save-to: " + saved + " (expected: a file that is not there yet)");

        assertThat(tokens).isEmptyFile();
        assertThat(saved).hasContent("another");
        assertThat(run("token", "cms", "--roles", "edit", "--append-to", folder + "/no/tokens"))
                .isEqualTo(2);
        assertThat(run("token", "cms", "--roles", "edit", "--another")).isEqualTo(2);
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void whatIsWrongIsNamed() {
        assertThat(run("token", "c:ms", "--roles", "edit")).isEqualTo(2);
        assertThat(err.toString()).contains("reco: NAME: c:ms (expected: 1..64 letters, ");
        assertThat(run("token", "cms", "--roles", "edit,root")).isEqualTo(2);
        assertThat(err.toString())
                .contains("reco: --roles: edit,root (expected: some of read, feed, edit, support, admin)");
        assertThat(run("token", "cms")).isEqualTo(2);
        assertThat(out.toString()).isEmpty();
    }
}
