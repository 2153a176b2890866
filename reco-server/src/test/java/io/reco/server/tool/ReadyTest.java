package io.reco.server.tool;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.reco.server.RecoServer;
import io.reco.server.ServerConfig;
import io.reco.server.Settings;

class ReadyTest {

    @TempDir
    Path data;

    @Test
    void aServerThatTakesCallsIsReadyAndOneThatStoppedIsNot() throws Exception {
        ServerConfig config = ServerConfig.read(
                Map.of(Settings.PORT, "0", Settings.HTTP_PORT, "0", Settings.STORE, data.toString()), Map.of());
        int port;
        try (RecoServer server = RecoServer.start(config)) {
            port = server.httpPort().orElseThrow();

            assertThat(Ready.serves(port)).isTrue();
        }
        assertThat(Ready.serves(port)).isFalse();
    }

    @Test
    void aPortThatSaysNothingIsNotReady() throws Exception {
        try (ServerSocket silent = new ServerSocket(0)) {
            assertThat(Ready.serves(silent.getLocalPort())).isFalse();
        }
    }

    @Test
    void thePortIsTheServersOwn() {
        assertThat(Ready.port(Map.of())).isEqualTo(8890);
        assertThat(Ready.port(Map.of("RECO_HTTP_PORT", "9000"))).isEqualTo(9000);
        assertThat(Ready.port(Map.of("RECO_HTTP_PORT", "tcp://10.0.0.1:80"))).isEqualTo(8890);
    }
}
