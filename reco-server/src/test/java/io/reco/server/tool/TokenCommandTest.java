package io.reco.server.tool;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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
        assertThat(run("token", "cms", "--roles", "edit,feed")).isZero();
        String token = out.toString().strip();
        Path tokens = Files.writeString(folder.resolve("tokens"), err.toString());
        Path file = Files.writeString(folder.resolve("token"), token + "\n");
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
                    .isEqualTo("0 ");
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
