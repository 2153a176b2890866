package io.reco.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.reco.client.RecommendException.Code;
import io.reco.client.feedback.Event;
import io.reco.client.feedback.EventType;
import io.reco.client.operations.ArticleFunnel;
import io.reco.client.operations.BackupResult;
import io.reco.client.operations.Quality;
import io.reco.client.operations.ServerStatus;
import io.reco.client.page.Page;
import io.reco.client.page.PageRequest;
import io.reco.client.testing.Answer;
import io.reco.client.testing.FakeRecommendServer;
import io.reco.client.testing.Loopback;

class OperationsTest {
    private final FakeRecommendServer server = Loopback.start();
    private final RecommendClient client = Clients.connect(server);

    @TempDir
    Path folder;

    @AfterEach
    void close() {
        client.close();
        server.close();
    }

    @Test
    void aServerTellsHowItIs() {
        client.report(Event.view("anna", "1"));
        client.recommend("anna", 1);

        ServerStatus status = client.status();

        assertThat(status.obstacle()).isEmpty();
        assertThat(status.log().newestPosition()).isEqualTo(1);
        assertThat(status.pages().pageCount()).isEqualTo(1);
        assertThat(status.snapshot()).isEmpty();
    }

    @Test
    void aServerTellsWhetherItsPagesHelp() {
        client.recommend("anna", 1);
        client.report(Event.view("anna", "1"), Event.view("bob", "1"), Event.like("bob", "1"));

        Quality quality = client.quality();

        assertThat(quality.pageCount()).isEqualTo(1);
        assertThat(quality.events())
                .containsExactly(
                        new Quality.EventUse(EventType.VIEW, 2, 0, 0), new Quality.EventUse(EventType.LIKE, 1, 0, 0));
        assertThat(client.refusals(10)).isEmpty();
    }

    @Test
    void whatBecameOfAnArticleIsToldByHourSourceAndPlacement() {
        Page page = client.recommend(
                PageRequest.of("anna").placement("home").count(1).build());
        String article = page.articles().get(0).id();
        client.report(
                Event.expose("anna", article).from(page),
                Event.view("anna", article).from(page),
                Event.view("bob", article),
                Event.like("bob", article));

        ArticleFunnel funnel = client.funnel(article, 2);

        assertThat(funnel.hours())
                .extracting(use -> List.of(use.placement(), use.exposed(), use.opened(), use.read(), use.shared()))
                .containsExactlyInAnyOrder(List.of("home", 1L, 1L, 0L, 0L), List.of("", 0L, 1L, 0L, 0L));
        assertThat(funnel.hours()).allSatisfy(use -> assertThat(use.hour()).isAfterOrEqualTo(funnel.since()));
        assertThatThrownBy(() -> client.funnel("nothing", 2))
                .isInstanceOfSatisfying(
                        RecommendException.class, e -> assertThat(e.code()).isEqualTo(Code.NOT_FOUND));
        assertThatThrownBy(() -> client.funnel(article, 0)).hasMessage("hours: 0 (expected: at least 1)");
    }

    @Test
    void aBackupIsAFolderForItsOwnerAloneWithAListOfAllFiles() throws IOException {
        Path backup = folder.resolve("a/backup");

        BackupResult result = client.backup(backup);

        assertThat(result).isEqualTo(new BackupResult(0, 2, 24));
        assertThat(Files.readString(backup.resolve("articles/ids"))).isEqualTo("ids\n0 articles\n");
        assertThat(Files.readAllLines(backup.resolve("reco-backup")))
                .hasSize(3)
                .startsWith("position 0")
                .anySatisfy(line -> assertThat(line).endsWith(" 15 articles/ids"));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(backup)))
                .isEqualTo("rwx------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(backup.resolve("events"))))
                .isEqualTo("rw-------");
        assertThatThrownBy(() -> client.backup(backup))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected: an empty folder, or none");
    }

    @Test
    void aBackupThatBreaksHasNoList() {
        server.next(Operation.BACKUP, Answer.failing(Code.RESOURCE_EXHAUSTED));

        RecommendException failure =
                catchThrowableOfType(RecommendException.class, () -> client.backup(folder.resolve("backup")));

        assertThat(failure.code()).isEqualTo(Code.RESOURCE_EXHAUSTED);
        assertThat(folder.resolve("backup")).doesNotExist();
        assertThatThrownBy(() -> client.backup(path -> {
                    throw new IOException("disk full");
                }))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("disk full");
    }

    @Test
    void ofARefusedBackupOnlyWhatWasMadeForItGoes() throws IOException {
        Files.createDirectories(folder.resolve("there/empty"));
        for (String path : List.of("a/b/backup", "there/backup", "there/empty")) {
            server.next(Operation.BACKUP, Answer.failing(Code.PERMISSION_DENIED));
            assertThatThrownBy(() -> client.backup(folder.resolve(path))).isInstanceOf(RecommendException.class);
        }

        try (Stream<Path> left = Files.walk(folder)) {
            assertThat(left.map(path -> folder.relativize(path).toString()))
                    .containsExactlyInAnyOrder("", "there", "there/empty");
        }
        Path file = Files.writeString(folder.resolve("file"), "");
        assertThatThrownBy(() -> client.backup(file.resolve("backup")))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessage("folder: " + file.resolve("backup") + " (expected: a folder that can be made)");
    }

    @Test
    void aBackupGoesWhereverItsTakerLikes() {
        Map<String, ByteArrayOutputStream> files = new LinkedHashMap<>();

        client.backup(path -> files.computeIfAbsent(path, key -> new ByteArrayOutputStream()));

        assertThat(files.keySet()).containsExactly("articles/ids", "events");
        assertThat(files.get("events")).hasToString("0 events\n");
    }
}
