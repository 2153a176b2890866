package io.reco.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.grpc.Grpc;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.TlsChannelCredentials;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.reco.api.UserRecommendGrpc;
import io.reco.api.UserRequest;
import io.reco.server.Authority.Identity;
import io.reco.server.config.Setting;

/** TLS on the gRPC port, over real sockets: who gets a connection, and who does not. */
class TransportSecurityTest {

    @TempDir
    private static Path certificates;

    private static Authority authority;
    private static Authority foreign;
    private static Identity server;
    private static Identity client;
    private static Identity ended;
    private static Identity stranger;

    @TempDir
    Path data;

    @BeforeAll
    static void makeCertificates() throws Exception {
        authority = Authority.in(certificates.resolve("ours"));
        foreign = Authority.in(certificates.resolve("foreign"));
        server = authority.server("server");
        client = authority.issue("client");
        ended = authority.issue("ended", "-startdate", "-2d", "-validity", "1");
        stranger = foreign.issue("stranger");
    }

    @Test
    void aServerWithACertificateIsCalledOverTls() throws IOException {
        try (RunningServer running = start(Map.of())) {
            assertThat(call(running, authority, null)).isEqualTo(Status.Code.OK);
        }
    }

    @Test
    void clientsAreAskedForNoCertificateUnlessAuthoritiesAreGiven() throws IOException {
        try (RunningServer running = start(Map.of())) {
            assertThat(call(running, authority, null)).isEqualTo(Status.Code.OK);
            assertThat(call(running, authority, stranger)).isEqualTo(Status.Code.OK);
        }
    }

    @Test
    void whereAuthoritiesAreGivenEveryClientMustShowAGoodCertificate() throws IOException {
        try (RunningServer running =
                start(Map.of(Settings.TLS_CLIENT_CA, authority.certificate().toString()))) {
            assertThat(call(running, authority, client)).isEqualTo(Status.Code.OK);
            assertThat(call(running, authority, null)).isEqualTo(Status.Code.UNAVAILABLE);
            assertThat(call(running, authority, stranger)).isEqualTo(Status.Code.UNAVAILABLE);
            assertThat(call(running, authority, ended)).isEqualTo(Status.Code.UNAVAILABLE);
        }
    }

    @Test
    void whereCertificatesAreOptionalOneThatIsShownMustBeGood() throws IOException {
        try (RunningServer running = start(Map.of(
                Settings.TLS_CLIENT_CA, authority.certificate().toString(), Settings.TLS_CLIENT_AUTH, "optional"))) {
            assertThat(call(running, authority, client)).isEqualTo(Status.Code.OK);
            assertThat(call(running, authority, null)).isEqualTo(Status.Code.OK);
            assertThat(call(running, authority, stranger)).isEqualTo(Status.Code.UNAVAILABLE);
            assertThat(call(running, authority, ended)).isEqualTo(Status.Code.UNAVAILABLE);
        }
    }

    @Test
    void whereCertificatesAreOffNoneIsLookedAt() throws IOException {
        try (RunningServer running = start(
                Map.of(Settings.TLS_CLIENT_CA, authority.certificate().toString(), Settings.TLS_CLIENT_AUTH, "off"))) {
            assertThat(call(running, authority, null)).isEqualTo(Status.Code.OK);
            assertThat(call(running, authority, ended)).isEqualTo(Status.Code.OK);
        }
    }

    @Test
    void whatIsOlderThanTls12IsRefused() throws IOException {
        try (RunningServer running = start(Map.of())) {
            assertThat(hello(running, 0x0303))
                    .as("TLS 1.2: a handshake goes on")
                    .isEqualTo("handshake");
            assertThat(hello(running, 0x0302)).as("TLS 1.1").isEqualTo("alert 70");
            assertThat(hello(running, 0x0301)).as("TLS 1.0").isEqualTo("alert 70");
        }
    }

    /** What the server answers to a client that speaks at most this version: the kind of its first record. */
    private static String hello(RunningServer running, int version) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", running.port())) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream().write(clientHello(version));
            byte[] record = socket.getInputStream().readNBytes(7);
            assertThat(record).as("the first record").hasSize(7);
            return record[0] == 22 ? "handshake" : "alert " + record[6];
        }
    }

    private static byte[] clientHello(int version) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(body);
        out.writeShort(version);
        out.write(new byte[32]); // random
        out.writeByte(0); // session
        int[] ciphers = {0xc02b, 0xc02f, 0xc009, 0xc013, 0x002f}; // of ECDSA and RSA, with GCM and with CBC
        out.writeShort(2 * ciphers.length);
        for (int cipher : ciphers) {
            out.writeShort(cipher);
        }
        out.write(new byte[] {1, 0}); // no compression
        byte[] extensions = {0, 10, 0, 4, 0, 2, 0, 23, 0, 11, 0, 2, 1, 0, 0, 13, 0, 4, 0, 2, 4, 3}; // P-256, ECDSA
        out.writeShort(extensions.length);
        out.write(extensions);
        ByteArrayOutputStream record = new ByteArrayOutputStream();
        DataOutputStream whole = new DataOutputStream(record);
        whole.write(new byte[] {22, 3, 1});
        whole.writeShort(body.size() + 4);
        whole.writeInt(1 << 24 | body.size());
        body.writeTo(whole);
        return record.toByteArray();
    }

    private RunningServer start(Map<Setting<?>, String> settings) throws IOException {
        Map<Setting<?>, String> all = new HashMap<>(settings);
        all.put(Settings.TLS_CERT, server.chain().toString());
        all.put(Settings.TLS_KEY, server.key().toString());
        return RunningServer.start(data, Clock.systemUTC(), all);
    }

    /** How a call over a new connection ends. */
    private static Status.Code call(RunningServer running, Authority trusted, @Nullable Identity shown)
            throws IOException {
        TlsChannelCredentials.Builder credentials = TlsChannelCredentials.newBuilder()
                .trustManager(trusted.certificate().toFile());
        if (shown != null) {
            credentials.keyManager(shown.chain().toFile(), shown.key().toFile());
        }
        ManagedChannel channel = Grpc.newChannelBuilder("localhost:" + running.port(), credentials.build())
                .build();
        try {
            var unused = UserRecommendGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(20, TimeUnit.SECONDS)
                    .userRecommend(UserRequest.getDefaultInstance());
            return Status.Code.OK;
        } catch (StatusRuntimeException e) {
            return e.getStatus().getCode();
        } finally {
            channel.shutdownNow();
        }
    }
}
