package io.reco.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import io.grpc.ChannelCredentials;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.TlsChannelCredentials;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.reco.api.v1.AdminServiceGrpc;
import io.reco.api.v1.BackupRequest;
import io.reco.api.v1.GetStatusRequest;
import io.reco.server.config.Setting;

/** A backup holds every reader's data and the key that signs tokens: it leaves the machine encrypted or not at all. */
class OverheardCallsTest {

    @TempDir
    Path folder;

    @Test
    void aBackupLeavesTheMachineOnlyOverTls() throws Exception {
        Optional<InetAddress> address = address();
        assumeTrue(address.isPresent(), "this machine has no address but loopback");
        String elsewhere = address.get().getHostAddress();
        Authority authority = Authority.in(folder.resolve("authority"));
        Authority.Identity identity = authority.issue("server", "-ext", "san=ip:127.0.0.1,ip:" + elsewhere);

        try (RunningServer plaintext = start(Map.of())) {
            ChannelCredentials none = InsecureChannelCredentials.create();
            assertThat(backup("127.0.0.1", plaintext, none)).isEqualTo("OK");
            assertThat(backup(elsewhere, plaintext, none))
                    .isEqualTo(
                            "FAILED_PRECONDITION: connection: plaintext from another machine (expected: TLS, or a call from"
                                    + " the server's own machine or container)");
        }
        try (RunningServer tls = start(Map.of(
                Settings.TLS_CERT,
                identity.chain().toString(),
                Settings.TLS_KEY,
                identity.key().toString()))) {
            ChannelCredentials trusting = TlsChannelCredentials.newBuilder()
                    .trustManager(authority.certificate().toFile())
                    .build();
            assertThat(backup(elsewhere, tls, trusting)).isEqualTo("OK");
        }
    }

    private RunningServer start(Map<Setting<?>, String> settings) throws IOException {
        Map<Setting<?>, String> all = new HashMap<>(settings);
        all.put(Settings.HOST, "0.0.0.0");
        all.put(Settings.INSECURE, "true");
        all.put(Settings.DRAIN_DELAY, "0s");
        return RunningServer.start(folder.resolve("store"), Clock.systemUTC(), all);
    }

    private static String backup(String host, RunningServer server, ChannelCredentials credentials) {
        ManagedChannel channel = Grpc.newChannelBuilderForAddress(host, server.port(), credentials)
                .build();
        try {
            AdminServiceGrpc.AdminServiceBlockingStub admin =
                    AdminServiceGrpc.newBlockingStub(channel).withDeadlineAfter(60, TimeUnit.SECONDS);
            assertThat(admin.getStatus(GetStatusRequest.getDefaultInstance()).getVersion())
                    .as("all else is answered")
                    .isNotEmpty();
            admin.backup(BackupRequest.getDefaultInstance()).forEachRemaining(piece -> {});
            return "OK";
        } catch (StatusRuntimeException e) {
            return e.getStatus().getCode() + ": " + e.getStatus().getDescription();
        } finally {
            channel.shutdownNow();
        }
    }

    /** One of this machine's that others see. */
    private static Optional<InetAddress> address() throws SocketException {
        return NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> address.isSiteLocalAddress())
                .findFirst();
    }
}
