package io.reco.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.reco.server.Authority;
import io.reco.server.access.Access;
import io.reco.server.access.Openness;
import io.reco.server.access.quota.Allowances;
import io.reco.server.access.quota.Quotas;
import io.reco.server.grpc.audit.AuditTrail;
import io.reco.server.grpc.guard.load.Load;
import io.reco.server.grpc.guard.load.bound.LoadLimits;
import io.reco.server.grpc.refused.RecentRefusals;
import io.reco.server.grpc.stream.StreamLimits;
import io.reco.server.tls.ClientCertificates;
import io.reco.server.tls.Tls;
import io.reco.server.tls.TlsFiles;

/** A connection that never becomes one does not stay. */
@Timeout(300)
class StalledHandshakesTest {

    private static final Duration HANDSHAKE_MAX = Duration.ofMillis(500);
    private static final int CONNECTIONS = 20;
    private static final byte[] HALF_A_HELLO = {22, 3, 1, 1, 0, 1};
    private static final byte[] HALF_A_PREFACE = {'P', 'R', 'I'};

    @TempDir
    Path folder;

    @Test
    void handshakesThatStallAreCutWithAndWithoutTls() throws Exception {
        Authority.Identity identity = Authority.in(folder.resolve("authority")).server("server");
        TlsFiles files = new TlsFiles(identity.chain(), identity.key(), Optional.empty());
        try (Tls tls = Tls.open(files, ClientCertificates.OFF, Duration.ofHours(1), Clock.systemUTC())) {
            assertStalledOnesAreCut(Optional.of(tls), HALF_A_HELLO);
            assertStalledOnesAreCut(Optional.of(tls), new byte[0]);
            assertStalledOnesAreCut(Optional.empty(), HALF_A_PREFACE);
            assertStalledOnesAreCut(Optional.empty(), new byte[0]);
        }
    }

    private static void assertStalledOnesAreCut(Optional<Tls> tls, byte[] sent) throws IOException {
        Load load = new Load(LoadLimits.ofThisProcess(), Duration.ofSeconds(30), (callClass, nanos) -> {});
        try (GrpcServer server = GrpcServer.listen(transport(tls), load)) {
            List<Socket> stalled = new ArrayList<>();
            for (int i = 0; i < CONNECTIONS; i++) {
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
                socket.setSoTimeout(60_000);
                socket.getOutputStream().write(sent);
                stalled.add(socket);
            }
            for (Socket socket : stalled) {
                assertThat(isCut(socket)).isTrue();
                socket.close();
            }
        }
    }

    /** Reads to the end; what comes before it, such as an alert, is of no interest. */
    private static boolean isCut(Socket socket) throws IOException {
        try {
            return socket.getInputStream().readAllBytes().length < 1_000;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (SocketException reset) {
            return true;
        }
    }

    private static Transport transport(Optional<Tls> tls) {
        return new Transport(
                "127.0.0.1",
                0,
                tls,
                HANDSHAKE_MAX,
                Duration.ofSeconds(30),
                StreamLimits.DEFAULTS,
                Access.open(),
                new Allowances(Quotas.NONE, System::nanoTime),
                new AuditTrail((method, outcome) -> {}),
                new RecentRefusals(Clock.systemUTC()),
                Openness.OFF,
                Duration.ZERO,
                Duration.ZERO,
                List.of(),
                Optional.empty());
    }
}
