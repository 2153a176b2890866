package io.reco.server;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

import com.google.protobuf.util.JsonFormat;
import io.grpc.Grpc;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.TlsChannelCredentials;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.reco.api.UserRecommendGrpc;
import io.reco.api.UserRequest;
import io.reco.api.v1.GetArticlesRequest;
import io.reco.server.Authority.Identity;
import io.reco.server.access.Role;
import io.reco.server.access.token.NewToken;
import io.reco.server.config.Setting;
import io.reco.server.tls.PemFiles;

/** TLS on the gRPC port, over real sockets: who gets a connection, and who does not. */
@Timeout(300)
class TransportSecurityTest {

    @TempDir
    private static Path certificates;

    private static Authority authority;
    private static Authority foreign;
    private static Identity server;
    private static Identity renewed;
    private static Identity client;
    private static Identity vouchedForByAnother;
    private static Identity ended;
    private static Identity stranger;

    @TempDir
    Path data;

    @BeforeAll
    static void makeCertificates() throws Exception {
        authority = Authority.in(certificates.resolve("ours"));
        foreign = Authority.in(certificates.resolve("foreign"));
        server = authority.server("server");
        renewed = authority.server("renewed");
        client = authority.issue("client");
        var unused = authority.issue("between", "-ext", "bc:c=ca:true");
        vouchedForByAnother = authority.issue("last", "-signer", "between");
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
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), running.port())) {
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
        whole.writeInt((1 << 24) | body.size());
        body.writeTo(whole);
        return record.toByteArray();
    }

    @Test
    void certificatesChangeUnderLoadWithoutAFailedCallOrALostConnection() throws Exception {
        Identity inUse = inUse();
        try (RunningServer running = start(inUse, Map.of())) {
            assertThat(seen(running)).isEqualTo("CN=server");
            ManagedChannel kept = channel(running, authority, null);
            assertThat(call(kept)).isEqualTo(Status.Code.OK);
            AtomicBoolean lost = new AtomicBoolean();
            kept.notifyWhenStateChanged(kept.getState(false), () -> lost.set(true));
            AtomicBoolean stop = new AtomicBoolean();
            Map<Status.Code, LongAdder> ends = new ConcurrentHashMap<>();
            CompletableFuture<Void> oldConnection = load(stop, ends, () -> call(kept));
            CompletableFuture<Void> newConnections = load(stop, ends, () -> call(running, authority, null));

            inUse.replace(renewed);

            await().until(() -> seen(running).equals("CN=renewed"));
            LongAdder answered = requireNonNull(ends.get(Status.Code.OK));
            long before = answered.sum();
            await().until(() -> answered.sum() > before + 20);
            stop.set(true);
            oldConnection.get(60, TimeUnit.SECONDS);
            newConnections.get(60, TimeUnit.SECONDS);
            assertThat(ends).containsOnlyKeys(Status.Code.OK);
            assertThat(lost).as("the connection from before was lost").isFalse();
            kept.shutdownNow();
        }
    }

    private static CompletableFuture<Void> load(
            AtomicBoolean stop, Map<Status.Code, LongAdder> ends, Callable<Status.Code> call) {
        return CompletableFuture.runAsync(() -> {
            while (!stop.get()) {
                try {
                    ends.computeIfAbsent(call.call(), code -> new LongAdder()).increment();
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            }
        });
    }

    @Test
    void clientsOfANewAuthorityComeInAndThoseOfTheOldOneDoNotEvenWithTheirOldSessions() throws Exception {
        Path authorities = Files.copy(authority.certificate(), data.resolve("clients.pem"));
        try (RunningServer running = start(inUse(), Map.of(Settings.TLS_CLIENT_CA, authorities.toString()))) {
            SSLContext old = context(authority, client);
            SSLContext byAnother = context(authority, vouchedForByAnother);
            assertThat(isLetIn(running, old)).isTrue();
            assertThat(isLetIn(running, byAnother)).isTrue();
            assertThat(isLetIn(running, old)).as("its old session").isTrue();
            assertThat(isLetIn(running, byAnother)).as("its old session").isTrue();
            assertThat(isLetIn(running, context(authority, stranger))).isFalse();

            Files.copy(foreign.certificate(), authorities, StandardCopyOption.REPLACE_EXISTING);

            SSLContext strangers = context(authority, stranger);
            await().until(() -> isLetIn(running, strangers));
            assertThat(isLetIn(running, old)).isFalse();
        }
    }

    @Test
    void aTicketOfTheHttpPortEndsWithTheAuthorityOfWhoHasIt() throws Exception {
        Path authorities = Files.copy(authority.certificate(), data.resolve("clients.pem"));
        try (RunningServer running =
                start(inUse(), Map.of(Settings.TLS_CLIENT_CA, authorities.toString(), Settings.HTTP_PORT, "0"))) {
            SSLContext old = context(authority, client);
            OptionalLong first = session(running, old);
            assertThat(session(running, old)).as("resumed").isEqualTo(first);

            Files.copy(foreign.certificate(), authorities, StandardCopyOption.REPLACE_EXISTING);

            await().until(() -> !session(running, old).equals(first));
        }
    }

    /** When the TLS 1.2 session of a new connection to the HTTP port began; empty when there is none. */
    private static OptionalLong session(RunningServer running, SSLContext context) throws IOException {
        try (SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", running.httpPort())) {
            socket.setSoTimeout(30_000);
            socket.setEnabledProtocols(new String[] {"TLSv1.2"});
            socket.startHandshake();
            return OptionalLong.of(socket.getSession().getCreationTime());
        } catch (SSLException | SocketException refused) {
            return OptionalLong.empty();
        }
    }

    /** Whether a server that was told everything goes on to speak HTTP/2. */
    private static boolean isLetIn(RunningServer running, SSLContext context) throws IOException {
        try (SSLSocket socket = connect(running, context)) {
            return socket.getInputStream().read() >= 0;
        } catch (SSLException | SocketException refused) {
            return false;
        }
    }

    /** Whose certificate a new connection sees. */
    private static String seen(RunningServer running) throws Exception {
        return seen(running.port(), "h2");
    }

    private static String seen(int port, String protocol) throws Exception {
        try (SSLSocket socket = connect(port, context(authority, client), protocol)) {
            return socket.getSession().getPeerPrincipal().getName();
        }
    }

    private static SSLSocket connect(RunningServer running, SSLContext context) throws IOException {
        return connect(running.port(), context, "h2");
    }

    private static SSLSocket connect(int port, SSLContext context, String protocol) throws IOException {
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", port);
        socket.setSoTimeout(30_000);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setApplicationProtocols(new String[] {protocol});
        socket.setSSLParameters(parameters);
        try {
            socket.startHandshake();
        } catch (IOException e) {
            socket.close();
            throw e;
        }
        return socket;
    }

    /** As Java programs have it, which show a certificate only where the server names its authority or none. */
    private static SSLContext context(Authority trusted, @Nullable Identity shown)
            throws IOException, GeneralSecurityException {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        keys.load(null, null);
        if (shown != null) {
            List<X509Certificate> chain = PemFiles.certificates(PemFiles.text(shown.chain()));
            keys.setKeyEntry(
                    "client",
                    PemFiles.key(PemFiles.text(shown.key())).orElseThrow(),
                    new char[0],
                    chain.toArray(X509Certificate[]::new));
        }
        KeyManagerFactory own = KeyManagerFactory.getInstance("SunX509");
        own.init(keys, new char[0]);
        KeyStore authorities = KeyStore.getInstance("PKCS12");
        authorities.load(null, null);
        authorities.setCertificateEntry(
                "trusted",
                PemFiles.certificates(PemFiles.text(trusted.certificate())).get(0));
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(authorities);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(own.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    @Test
    void theHttpPortSpeaksTlsRequiresNoCertificateAndAnswersProbesInPlaintextToo() throws Exception {
        try (RunningServer running =
                start(Map.of(Settings.TLS_CLIENT_CA, authority.certificate().toString(), Settings.HTTP_PORT, "0"))) {
            assertThat(call(running, authority, null)).as("gRPC").isEqualTo(Status.Code.UNAVAILABLE);

            HttpClient client =
                    HttpClient.newBuilder().sslContext(context(authority, null)).build();
            String host = "://127.0.0.1:" + running.httpPort();
            assertThat(get(client, "https" + host + "/metrics").body())
                    .contains("reco_tls_certificate_expiration_timestamp_seconds{file=\"tls-cert\"}")
                    .contains("reco_tls_reloads_total{outcome=\"refused\"} 0");
            assertThat(get(client, "https" + host + "/readyz").statusCode()).isEqualTo(200);
            assertThat(get(client, "http" + host + "/readyz").statusCode()).isEqualTo(200);
            assertThat(get(client, "http" + host + "/healthz").statusCode()).isEqualTo(200);
            HttpResponse<String> plain = get(client, "http" + host + "/metrics");
            assertThat(plain.statusCode()).isEqualTo(400);
            assertThat(plain.body())
                    .startsWith("connection: plaintext (expected: https, but for /healthz and /readyz)");
        }
    }

    @Test
    void theHttpPortShowsARenewedCertificateToo() throws Exception {
        Identity inUse = inUse();
        try (RunningServer running = start(inUse, Map.of(Settings.HTTP_PORT, "0"))) {
            assertThat(seen(running.httpPort(), "http/1.1")).isEqualTo("CN=server");

            inUse.replace(renewed);

            await().until(() -> seen(running.httpPort(), "http/1.1").equals("CN=renewed"));
        }
    }

    @Test
    void overTlsTheHttpPortAsksForTokensRolesAndQuotasAsWell() throws Exception {
        NewToken site = NewToken.make("site", Set.of(Role.READ), new SecureRandom());
        Path tokens = Files.write(data.resolve("tokens"), List.of(site.line()));
        try (RunningServer running = start(
                Map.of(Settings.TOKENS, tokens.toString(), Settings.QUOTAS, "read-items=1", Settings.HTTP_PORT, "0"))) {
            HttpClient client =
                    HttpClient.newBuilder().sslContext(context(authority, null)).build();
            String url = "https://127.0.0.1:" + running.httpPort() + "/";
            String asked = JsonFormat.printer()
                    .print(GetArticlesRequest.newBuilder().addAllArticleIds(Collections.nCopies(1_000, "a")));

            assertThat(get(client, url + "metrics").statusCode()).isEqualTo(401);
            assertThat(get(client, url + "readyz").statusCode()).isEqualTo(200);
            assertThat(post(client, url + "reco.v1.CatalogService/GetArticles", null, asked))
                    .isEqualTo(401);
            assertThat(post(client, url + "reco.v1.CatalogService/DeleteArticles", site, "{}"))
                    .isEqualTo(403);
            assertThat(post(client, url + "reco.v1.CatalogService/GetArticles", site, asked))
                    .isEqualTo(200);
            assertThat(post(client, url + "reco.v1.CatalogService/GetArticles", site, asked))
                    .as("a thousand items at one a second")
                    .isEqualTo(429);
        }
    }

    private static int post(HttpClient client, String url, @Nullable NewToken token, String json) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url))
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json));
        if (token != null) {
            request.header("authorization", "Bearer " + token.token());
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    private static HttpResponse<String> get(HttpClient client, String url) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString());
    }

    /** Files of the server's that a test may change. */
    private Identity inUse() throws IOException {
        Identity inUse = new Identity(data.resolve("cert.pem"), data.resolve("key.pem"));
        inUse.replace(server);
        return inUse;
    }

    private RunningServer start(Map<Setting<?>, String> settings) throws IOException {
        return start(server, settings);
    }

    private RunningServer start(Identity identity, Map<Setting<?>, String> settings) throws IOException {
        Map<Setting<?>, String> all = new HashMap<>(settings);
        all.put(Settings.TLS_CERT, identity.chain().toString());
        all.put(Settings.TLS_KEY, identity.key().toString());
        return RunningServer.start(data.resolve("store"), Clock.systemUTC(), all);
    }

    /** How a call over a new connection ends. */
    private static Status.Code call(RunningServer running, Authority trusted, @Nullable Identity shown)
            throws IOException {
        ManagedChannel channel = channel(running, trusted, shown);
        try {
            return call(channel);
        } finally {
            channel.shutdownNow();
        }
    }

    private static Status.Code call(ManagedChannel channel) {
        try {
            var unused = UserRecommendGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(20, TimeUnit.SECONDS)
                    .userRecommend(UserRequest.getDefaultInstance());
            return Status.Code.OK;
        } catch (StatusRuntimeException e) {
            return e.getStatus().getCode();
        }
    }

    private static ManagedChannel channel(RunningServer running, Authority trusted, @Nullable Identity shown)
            throws IOException {
        TlsChannelCredentials.Builder credentials = TlsChannelCredentials.newBuilder()
                .trustManager(trusted.certificate().toFile());
        if (shown != null) {
            credentials.keyManager(shown.chain().toFile(), shown.key().toFile());
        }
        return Grpc.newChannelBuilder("localhost:" + running.port(), credentials.build())
                .build();
    }
}
