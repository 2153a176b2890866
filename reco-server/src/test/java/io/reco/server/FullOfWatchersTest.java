package io.reco.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.grpc.Context;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.reco.api.v1.AdminServiceGrpc;
import io.reco.api.v1.BackupRequest;
import io.reco.api.v1.EventType;
import io.reco.api.v1.ExportReaderRequest;
import io.reco.api.v1.FeedbackServiceGrpc;
import io.reco.api.v1.WatchEventsRequest;
import io.reco.api.v1.WatchEventsResponse;

/** As many watchers as there may be take nothing away from those who export and back up. */
@Timeout(300)
class FullOfWatchersTest {

    private static final int WATCHERS_MAX = 64;

    @TempDir
    Path data;

    private RunningServer server;
    private Context.CancellableContext watching;

    @BeforeEach
    void start() throws IOException {
        server = RunningServer.start(data, Clock.systemUTC());
        server.upsert(1, 20, java.time.Instant.now(), "news");
        var unused = server.report(7, EventType.EVENT_TYPE_VIEW, List.of(1, 2, 3));
        watching = Context.current().withCancellation();
    }

    @AfterEach
    void stop() {
        watching.cancel(null);
        server.close();
    }

    @Test
    void watchersLeaveRoomForAnExportAndABackup() throws Exception {
        List<Iterator<WatchEventsResponse>> watchers = new ArrayList<>();
        for (int i = 0; i < WATCHERS_MAX; i++) {
            Iterator<WatchEventsResponse> watcher = watching.call(this::watch);
            watcher.next(); // so it is open
            watchers.add(watcher);
        }
        StatusRuntimeException oneTooMany = catchThrowableOfType(
                StatusRuntimeException.class, () -> watching.call(this::watch).next());
        assertThat(oneTooMany.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);

        assertThat(count(server.readers()
                        .exportReader(ExportReaderRequest.newBuilder()
                                .setReaderId("7")
                                .build())))
                .isPositive();
        assertThat(count(AdminServiceGrpc.newBlockingStub(server.channel())
                        .withDeadlineAfter(60, TimeUnit.SECONDS)
                        .backup(BackupRequest.getDefaultInstance())))
                .isPositive();

        assertThat(watchers).hasSize(WATCHERS_MAX);
        watching.cancel(null);
        await().atMost(Duration.ofSeconds(60)).ignoreExceptions().until(() -> {
            Context.CancellableContext again = Context.current().withCancellation();
            try {
                return again.call(this::watch).hasNext();
            } finally {
                again.cancel(null);
            }
        });
    }

    private Iterator<WatchEventsResponse> watch() {
        return FeedbackServiceGrpc.newBlockingStub(server.channel())
                .watchEvents(WatchEventsRequest.getDefaultInstance());
    }

    private static int count(Iterator<?> messages) {
        int count = 0;
        while (messages.hasNext()) {
            messages.next();
            count++;
        }
        return count;
    }
}
