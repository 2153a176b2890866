package io.reco.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.reco.server.Authority.Identity;
import io.reco.server.config.Setting;
import io.reco.server.config.value.SigningKey;
import io.reco.server.domain.refusal.Refusal;

/** Nothing is open to others by mistake: neither ports to other machines, nor files to other users. */
class OpenToOthersTest {

    private static final String TLS_MISSING = "TLS, by --tls-cert and --tls-key";
    private static final String CALLERS_MISSING =
            "callers who say who they are, by --tokens, --jwt-jwks or --tls-client-ca";
    private static final String WAYS_OUT =
            "; or an address that only this machine reaches, such as 127.0.0.1; or --insecure"
                    + " (RECO_INSECURE=true), which permits what is missing)";

    @TempDir
    private static Path certificates;

    private static Authority authority;
    private static Identity server;

    @TempDir
    Path folder;

    @BeforeAll
    static void makeCertificates() throws Exception {
        authority = Authority.in(certificates);
        server = authority.server("server");
    }

    @Test
    void onALoopbackAddressNothingIsAsked() {
        for (String host : new String[] {"127.0.0.1", "::1", "localhost"}) {
            assertThat(ServerConfig.read(Map.of(Settings.HOST, host), Map.of())
                            .network()
                            .isLoopback())
                    .isTrue();
        }
    }

    @Test
    void otherMachinesAreServedOnlyWithTlsAndCallersWhoSayWhoTheyAre() throws IOException {
        assertThat(refused(Map.of()))
                .isEqualTo("--host: 0.0.0.0 (expected: " + TLS_MISSING + ", and " + CALLERS_MISSING + WAYS_OUT);
        assertThat(refused(tls())).isEqualTo("--host: 0.0.0.0 (expected: " + CALLERS_MISSING + WAYS_OUT);
        assertThat(refused(tokens())).isEqualTo("--host: 0.0.0.0 (expected: " + TLS_MISSING + WAYS_OUT);

        Map<Setting<?>, String> both = tls();
        both.putAll(tokens());
        assertThat(read(both).security().missing()).isEmpty();
    }

    @Test
    void aCertificateThatEveryClientMustShowSaysWhoTheyAre() {
        Map<Setting<?>, String> settings = tls();
        settings.put(Settings.TLS_CLIENT_CA, authority.certificate().toString());
        assertThat(read(settings).security().missing()).isEmpty();

        settings.put(Settings.TLS_CLIENT_AUTH, "optional");
        assertThat(refused(settings)).contains(CALLERS_MISSING);
    }

    @Test
    void whatIsMissingMayBePermittedAndWhatIsThereStays() throws IOException {
        Map<Setting<?>, String> settings = tokens();
        settings.put(Settings.INSECURE, "true");
        ServerConfig.Security security = read(settings).security();

        assertThat(security.missing()).containsExactly(TLS_MISSING);
        assertThat(security.access().authenticates()).isTrue();
    }

    @Test
    void theRefusalGoesByTheNameThatTheAddressWasGivenUnder() {
        Refusal refusal = refusal(Map.of(), Map.of("RECO_HOST", "0.0.0.0"));

        assertThat(refusal).hasMessageStartingWith("RECO_HOST: 0.0.0.0 (expected: " + TLS_MISSING);
    }

    @Test
    void whatIsWrongWithTheFilesIsToldAloneUnderTheirFlags() throws IOException {
        Path nothing = Files.writeString(folder.resolve("nothing.pem"), "nothing");
        Path absent = folder.resolve("absent.pem");

        assertThat(refused(Map.of(Settings.TLS_CERT, nothing.toString(), Settings.TLS_KEY, absent.toString())))
                .isEqualTo("--tls-cert: " + nothing + " (expected: certificates, PEM); --tls-key: " + absent
                        + " (expected: a file that can be read)");
        assertThat(refused(Map.of(Settings.TLS_CERT, server.chain().toString())))
                .isEqualTo("--tls-key: unset (expected: a file, as there is --tls-cert)");
        assertThat(refused(Map.of(Settings.TLS_KEY, server.key().toString())))
                .isEqualTo("--tls-cert: unset (expected: a file, as there is another one of TLS)");
        assertThat(refused(Map.of(
                        Settings.TLS_CERT,
                        authority.certificate().toString(),
                        Settings.TLS_KEY,
                        server.key().toString())))
                .isEqualTo("--tls-key: " + server.key() + " (expected: the key of the first certificate in "
                        + authority.certificate() + ")");
        Map<Setting<?>, String> asked = tls();
        asked.put(Settings.TLS_CLIENT_AUTH, "required");
        assertThat(refused(asked))
                .isEqualTo("--tls-client-ca: unset (expected: a file, as clients are asked for certificates)");
    }

    @Test
    void keysThatOthersCanReadAreRefused() throws IOException {
        Path key = Files.copy(server.key(), folder.resolve("open.key"));
        Path signing = Files.writeString(folder.resolve("signing"), "k:" + "A".repeat(32) + "\n");
        String expected = "(expected: a file that others than its owner and group cannot read: chmod 640, or 600)";
        for (Path file : new Path[] {key, signing}) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        }

        assertThat(refused(Map.of(
                        Settings.TLS_CERT,
                        server.chain().toString(),
                        Settings.TLS_KEY,
                        key.toString(),
                        Settings.SIGNING_KEYS_FILE,
                        signing.toString())))
                .isEqualTo("--signing-keys-file: " + signing + " " + expected + "; --tls-key: " + key + " " + expected);

        Files.setPosixFilePermissions(signing, PosixFilePermissions.fromString("r--r-----"));
        assertThat(keys(signing)).containsExactly("k:***");
    }

    @Test
    void aFileOfKeysHoldsOneALine() throws IOException {
        Path file = Files.writeString(
                folder.resolve("signing"),
                "# of this year\nnew:" + "A".repeat(32) + "\n\nold:" + "B".repeat(32) + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));

        assertThat(keys(file)).containsExactly("new:***", "old:***");
        assertThat(refusal(
                                Map.of(
                                        Settings.SIGNING_KEYS_FILE,
                                        file.toString(),
                                        Settings.SIGNING_KEYS,
                                        "k:" + "A".repeat(32)),
                                Map.of())
                        .getMessage())
                .isEqualTo("--signing-keys-file: " + file + " (expected: no --signing-keys beside it)");
        Files.writeString(file, "new:short");
        assertThat(refusal(Map.of(Settings.SIGNING_KEYS_FILE, file.toString()), Map.of())
                        .getMessage())
                .startsWith("--signing-keys-file: " + file + ": key 1 of 1 (expected: ID:BASE64")
                .doesNotContain("short");
    }

    private static Iterable<String> keys(Path file) {
        return ServerConfig.read(Map.of(Settings.SIGNING_KEYS_FILE, file.toString()), Map.of())
                .security()
                .signingKeys()
                .stream()
                .map(SigningKey::toString)
                .toList();
    }

    @Test
    void othersCannotLookIntoADirectoryThatTheServerMakes() throws IOException {
        Path store = folder.resolve("above/store");
        RunningServer.start(store, Clock.systemUTC()).close();

        for (Path made : new Path[] {store, store.getParent()}) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(made)))
                    .as("%s", made)
                    .isEqualTo("rwx------");
        }
    }

    private static Map<Setting<?>, String> tls() {
        return new HashMap<>(Map.of(
                Settings.TLS_CERT,
                server.chain().toString(),
                Settings.TLS_KEY,
                server.key().toString()));
    }

    private Map<Setting<?>, String> tokens() throws IOException {
        Path tokens = folder.resolve("tokens");
        if (!Files.exists(tokens)) {
            Files.createFile(
                    tokens, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        }
        return new HashMap<>(Map.of(Settings.TOKENS, tokens.toString()));
    }

    private static ServerConfig read(Map<Setting<?>, String> settings) {
        return ServerConfig.read(elsewhere(settings), Map.of());
    }

    private static String refused(Map<Setting<?>, String> settings) {
        return Objects.requireNonNull(refusal(elsewhere(settings), Map.of()).getMessage());
    }

    private static Map<Setting<?>, String> elsewhere(Map<Setting<?>, String> settings) {
        Map<Setting<?>, String> all = new HashMap<>(settings);
        all.put(Settings.HOST, "0.0.0.0");
        return all;
    }

    private static Refusal refusal(Map<Setting<?>, String> settings, Map<String, String> environment) {
        return catchThrowableOfType(Refusal.class, () -> ServerConfig.read(settings, environment));
    }
}
