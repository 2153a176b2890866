package io.reco.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.reco.server.config.Setting;

/** Programs that open one server after the other, such as tests, do not pay for those they closed. */
@Timeout(300)
class ClosedServerTest {

    @TempDir
    Path folder;

    @Test
    void aClosedServerIsForgotten() throws Exception {
        ReferenceQueue<Clock> forgotten = new ReferenceQueue<>();
        PhantomReference<Clock> clock = new PhantomReference<>(clockOfAClosedServer(), forgotten);

        await().until(() -> {
            System.gc();
            return forgotten.poll() == clock;
        });

        assertThat(clock.refersTo(null)).isTrue();
    }

    /** Everything in a server that knows what time it is leads to its clock. */
    private Clock clockOfAClosedServer() throws Exception {
        Clock clock = new MovableClock(Instant.parse("2026-03-01T12:00:00Z"));
        Map<Setting<?>, String> flags =
                Map.of(Settings.PORT, "0", Settings.HTTP_PORT, "0", Settings.STORE, folder.toString());
        RecoServer.start(ServerConfig.read(flags, Map.of()), clock).close();
        return clock;
    }
}
