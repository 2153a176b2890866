package io.reco.server.tool;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.reco.client.RecommendClient;
import io.reco.client.catalog.ArticleDetails;
import io.reco.client.catalog.ArticleView;
import io.reco.client.feedback.Event;
import io.reco.server.RecoServer;
import io.reco.server.ServerConfig;
import io.reco.server.Settings;

/** A backup of a server that serves becomes a store that another one serves from. */
@Timeout(300)
class RestoreTest {

    private final StringWriter err = new StringWriter();

    @TempDir
    Path folder;

    @Test
    void aBackupIsRestoredIntoAnEmptyFolderAfterItWasFoundWhole() throws Exception {
        Path backup = folder.resolve("backup");
        Path restored = folder.resolve("restored");
        try (RecoServer server = server(folder.resolve("store"));
                RecommendClient client = client(server)) {
            client.upsert(
                    ArticleDetails.builder("moss").build(),
                    ArticleDetails.builder("tides").build());
            client.report(Event.view("anna", "moss"));
            assertThat(run(0, "backup", backup.toString(), "--target", "127.0.0.1:" + server.port()))
                    .startsWith("backup of ");
        }

        assertThat(run(0, "restore", backup.toString(), "--store", restored.toString()))
                .startsWith("restored ");

        try (RecoServer server = server(restored);
                RecommendClient client = client(server)) {
            assertThat(client.articles(List.of("moss", "tides"), ArticleView.FULL)
                            .articles())
                    .extracting(article -> article.stats().orElseThrow().views())
                    .containsExactly(1L, 0L);
        }
        run(2, "restore", backup.toString(), "--store", restored.toString());
        assertThat(err.toString()).contains("--store: " + restored + " (expected: an empty folder, or none)");
    }

    @Test
    void aBackupThatIsNotWholeIsRefusedBeforeAnythingIsWritten() throws Exception {
        Path backup = folder.resolve("backup");
        Path store = folder.resolve("new");
        try (RecoServer server = server(folder.resolve("store"))) {
            run(0, "backup", backup.toString(), "--target", "127.0.0.1:" + server.port());
        }
        Path current = backup.resolve("CURRENT");
        String content = Files.readString(current);

        Files.writeString(current, "x".repeat(content.length()));
        run(1, "restore", backup.toString(), "--store", store.toString());
        assertThat(err.toString()).contains(current + ": not as listed (expected: checksum ");
        Files.delete(current);
        run(1, "restore", backup.toString(), "--store", store.toString());
        Files.delete(backup.resolve("reco-backup"));
        run(2, "restore", backup.toString(), "--store", store.toString());
        assertThat(err.toString())
                .contains("FOLDER: " + backup + " (expected: a backup that is whole, with its file reco-backup)");
        run(2, "restore", folder.resolve("nothing").toString(), "--store", store.toString());

        assertThat(store).doesNotExist();
    }

    @Test
    void aListThatLeadsOutOfTheBackupIsRefused() throws IOException {
        Path backup = Files.createDirectory(folder.resolve("backup"));
        for (String path : List.of("../store", "/etc/passwd", "a/../../b")) {
            Files.writeString(backup.resolve("reco-backup"), "position 0\n00 0 " + path + "\n");
            run(
                    1,
                    "restore",
                    backup.toString(),
                    "--store",
                    folder.resolve("new").toString());
        }
        assertThat(err.toString().lines().filter(line -> line.contains("(expected: checksum, size and path)")))
                .hasSize(3);
    }

    private static RecoServer server(Path store) throws Exception {
        return RecoServer.start(ServerConfig.read(
                Map.of(Settings.PORT, "0", Settings.HTTP_PORT, "off", Settings.STORE, store.toString()), Map.of()));
    }

    private static RecommendClient client(RecoServer server) {
        return RecommendClient.builder("127.0.0.1:" + server.port()).plaintext().connect();
    }

    private String run(int code, String... arguments) {
        StringWriter out = new StringWriter();
        int ended = Reco.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
        assertThat(ended)
                .as("%s: %s%s", Stream.of(arguments).toList(), out, err)
                .isEqualTo(code);
        return out.toString();
    }
}
