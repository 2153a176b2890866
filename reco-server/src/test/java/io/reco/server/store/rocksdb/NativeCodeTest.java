package io.reco.server.store.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A folder for temporary files from which RocksDB's library cannot be run: one line that says so. */
@Timeout(120)
class NativeCodeTest {

    @TempDir
    Path folder;

    @Test
    void aFolderThatRunsNoCodeIsNamedInOneLineWithTheWayOut() throws Exception {
        Path mounted = Files.createDirectory(folder.resolve("noexec"));
        // Seen by this process alone.
        List<String> noexec = List.of(
                "unshare",
                "-Urm",
                "sh",
                "-c",
                "mount -t tmpfs -o noexec,size=64m none \"$0\" && exec \"$@\"",
                mounted.toString());
        assumeTrue(run(with(noexec, "true")).exit() == 0, "needs unshare and a kernel that lets us mount");

        assertOneLineNames(mounted, serve(noexec, mounted));
    }

    private static void assertOneLineNames(Path temporary, Outcome outcome) {
        assertThat(outcome.exit()).isOne();
        assertThat(outcome.said().lines().filter(line -> line.startsWith("reco: ")))
                .singleElement()
                .asString()
                .startsWith("reco: native code: " + temporary + " (expected: ")
                .contains("-Djava.io.tmpdir=DIR", "--tmpfs /tmp:exec");
        assertThat(outcome.said()).doesNotContain("\tat ");
    }

    private Outcome serve(List<String> around, Path temporary) throws IOException, InterruptedException {
        return run(with(
                around,
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djava.io.tmpdir=" + temporary,
                "-cp",
                System.getProperty("java.class.path"),
                "io.reco.server.tool.Reco",
                "serve",
                "--port=0",
                "--http-port=off",
                "--store=" + folder.resolve("data")));
    }

    private static List<String> with(List<String> around, String... command) {
        List<String> all = new ArrayList<>(around);
        all.addAll(List.of(command));
        return all;
    }

    private record Outcome(int exit, String said) {}

    private Outcome run(List<String> command) throws IOException, InterruptedException {
        Path said = folder.resolve("said");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        try {
            return new Outcome(process.waitFor(), Files.readString(said, StandardCharsets.UTF_8));
        } finally {
            process.destroyForcibly();
        }
    }
}
