package io.reco.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;

import io.grpc.Context;
import io.grpc.StatusRuntimeException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.reco.api.v1.AdminServiceGrpc;
import io.reco.api.v1.Article;
import io.reco.api.v1.BackupRequest;
import io.reco.api.v1.BackupResponse;
import io.reco.api.v1.EventType;
import io.reco.api.v1.GetStatusRequest;
import io.reco.api.v1.GetStatusResponse;
import io.reco.api.v1.UpsertArticlesRequest;

/** {@code reco.v1.AdminService}. */
class AdminTest {

    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
    private static final int BATCH = 100;

    @TempDir
    Path folder;

    private final MovableClock clock = new MovableClock(START);
    private RunningServer server;

    @BeforeEach
    void start() throws IOException {
        String key = "k:" + "A".repeat(32);
        server = RunningServer.start(folder.resolve("store"), clock, Map.of(Settings.SIGNING_KEYS, key));
        server.upsert(1, 20, START, "news");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private AdminServiceGrpc.AdminServiceBlockingStub admin() {
        return AdminServiceGrpc.newBlockingStub(server.channel()).withDeadlineAfter(60, TimeUnit.SECONDS);
    }

    @Test
    void itsStatusSaysWhatItHasAndWhatIsSetWithoutSecrets() {
        server.report(1, EventType.EVENT_TYPE_VIEW, List.of(1, 2, 3));
        server.page(1, 10, 0);
        server.page(2, 10, 0);

        GetStatusResponse status = admin().getStatus(GetStatusRequest.getDefaultInstance());

        assertThat(status.getStartTime().getSeconds()).isEqualTo(START.getEpochSecond());
        assertThat(status.getObstacle()).isEmpty();
        assertThat(status.getArticleCount()).isEqualTo(20);
        assertThat(status.getLog().getNewestPosition()).isEqualTo(23);
        assertThat(status.getModel().getModelId()).isNotEmpty();
        assertThat(status.getModel().hasLearnTime()).isEqualTo(status.getModel().getLearnedPosition() > 0);
        assertThat(status.hasSnapshot()).as("none was written yet").isFalse();
        assertThat(status.getStore().getKind()).isEqualTo("rocksdb");
        assertThat(status.getStore().getFreeBytes()).isPositive();
        assertThat(status.getPages().getPageCount()).isEqualTo(2);
        assertThat(status.getPages().getDegradedCount()).isZero();
        assertThat(status.getSettingsList())
                .anySatisfy(setting -> {
                    assertThat(setting.getName()).isEqualTo("network.port");
                    assertThat(setting.getValue()).isEqualTo("0");
                    assertThat(setting.getOrigin()).isEqualTo("--port");
                })
                .noneMatch(setting -> setting.getValue().contains("AAAA"));
    }

    @Test
    void aSnapshotShowsOnceOneIsWritten() throws IOException {
        assertThat(status().hasSnapshot()).isFalse();
        server.report(1, EventType.EVENT_TYPE_VIEW, List.of(1, 2, 3));

        server.close(); // writes one
        server = RunningServer.start(folder.resolve("store"), clock);

        assertThat(status().hasSnapshot()).isTrue();
        assertThat(status().getSnapshot().getSizeBytes()).isPositive();
        assertThat(status().getSnapshot().getCreateTime().getSeconds()).isPositive();
        assertThat(status().getArticleCount()).isEqualTo(20);
    }

    private GetStatusResponse status() {
        return admin().getStatus(GetStatusRequest.getDefaultInstance());
    }

    @Test
    void aServerOnABackupMadeUnderLoadHasTheCountsOfItsMark() throws IOException {
        AtomicBoolean enough = new AtomicBoolean();
        CompletableFuture<Void> load = CompletableFuture.runAsync(() -> report(enough));
        Awaitility.await().until(() -> position() > 20 + 10 * BATCH);

        Iterator<BackupResponse> pieces = admin().backup(BackupRequest.getDefaultInstance());
        long mark = write(pieces, folder.resolve("restored"));
        Awaitility.await().until(() -> position() > mark + 10 * BATCH);
        enough.set(true);
        load.join();

        try (RunningServer restored = RunningServer.start(folder.resolve("restored"), clock)) {
            var page = restored.page(0, 20, 0);
            long views = page.getRecommendsList().stream()
                    .mapToLong(item -> Long.parseLong(item.getInfo().getViews()))
                    .sum();
            assertThat(page.getRecommendsList()).hasSize(20);
            assertThat(views).isEqualTo(mark - 20).isPositive();
        }
    }

    /** One view a reader of each of the articles in turn. */
    private void report(AtomicBoolean enough) {
        for (int reader = 1; !enough.get(); reader++) {
            for (int i = 0; i < BATCH / 20; i++) {
                server.report(
                        reader,
                        EventType.EVENT_TYPE_VIEW,
                        IntStream.rangeClosed(1, 20).boxed().toList());
            }
        }
    }

    private long position() {
        return status().getLog().getNewestPosition();
    }

    private static long write(Iterator<BackupResponse> pieces, Path into) throws IOException {
        Files.createDirectories(into);
        while (true) {
            BackupResponse piece = pieces.next();
            if (piece.getLast()) {
                assertThat(pieces.hasNext()).isFalse();
                return piece.getPosition();
            }
            Files.write(
                    into.resolve(piece.getPath()),
                    piece.getData().toByteArray(),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        }
    }

    @Test
    void thereIsOneBackupAtATimeAndOneThatIsGivenUpMakesRoom() {
        fill();
        Context.CancellableContext given = Context.current().withCancellation();
        // Its reader takes one message, so that it waits for more room.
        given.run(() -> assertThat(
                        admin().backup(BackupRequest.getDefaultInstance()).hasNext())
                .isTrue());

        assertThatThrownBy(this::wholeBackup)
                .isInstanceOf(StatusRuntimeException.class)
                .hasMessage("RESOURCE_EXHAUSTED: backup: one is being made (expected: one at a time)");
        given.cancel(null);

        Awaitility.await().ignoreExceptions().untilAsserted(this::wholeBackup);
        assertThat(folder.resolve("store/backup-in-progress")).doesNotExist();
    }

    private void wholeBackup() {
        List<BackupResponse> pieces = new ArrayList<>();
        admin().backup(BackupRequest.getDefaultInstance()).forEachRemaining(pieces::add);
        assertThat(pieces.get(pieces.size() - 1).getLast()).isTrue();
    }

    /** Articles of more bytes than a connection holds. */
    private void fill() {
        Random random = new Random(7);
        for (int id = 0; id < 800; id++) {
            byte[] noise = new byte[7_000];
            random.nextBytes(noise);
            var unused = server.catalog()
                    .upsertArticles(UpsertArticlesRequest.newBuilder()
                            .addArticles(Article.newBuilder()
                                    .setArticleId("noise" + id)
                                    .setSummary(Base64.getEncoder().encodeToString(noise)))
                            .build());
        }
    }
}
