package io.reco.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.lang.reflect.Field;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import javax.crypto.spec.SecretKeySpec;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.reco.server.access.Openness;
import io.reco.server.access.entry.Ways;
import io.reco.server.access.jwt.JwtTerms;
import io.reco.server.access.jwt.KeyPlace;
import io.reco.server.access.quota.Quotas;
import io.reco.server.config.ServiceLinks;
import io.reco.server.config.Setting;
import io.reco.server.config.SettingValue;
import io.reco.server.config.value.Secret;
import io.reco.server.config.value.SigningKey;
import io.reco.server.domain.refusal.Refusal;
import io.reco.server.domain.refusal.Refusal.Violation;
import io.reco.server.files.PrivateFiles;
import io.reco.server.model.settings.Parameter;
import io.reco.server.tls.ClientCertificates;
import io.reco.server.tls.TlsFiles;

class ServerConfigTest {

    private static final byte[] SECRET = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final String SECRET_BASE64 = Base64.getEncoder().encodeToString(SECRET);

    @TempDir
    private static Path certificates;

    /** Every setting but the file of settings and those of secrets, which go with no others; otherwise than by default. */
    private static Map<Setting<?>, String> everything = Map.of();

    @TempDir
    Path folder;

    @BeforeAll
    static void setEverything() throws Exception {
        Authority authority = Authority.in(certificates);
        Authority.Identity server = authority.server("server");
        everything = Map.ofEntries(
                Map.entry(Settings.HOST, "0.0.0.0"),
                Map.entry(Settings.PORT, "0"),
                Map.entry(Settings.HTTP_PORT, "8891"),
                Map.entry(Settings.CONSOLE, "false"),
                Map.entry(Settings.DEADLINE_MAX, "750ms"),
                Map.entry(Settings.DRAIN_DELAY, "7s"),
                Map.entry(Settings.SHUTDOWN_GRACE, "1m"),
                Map.entry(Settings.HTTP_HOSTS, "Reco.example, reco"),
                Map.entry(Settings.CORS_ORIGINS, "https://www.Example:443,http://localhost:3000"),
                Map.entry(Settings.REFLECTION, "off"),
                Map.entry(Settings.METRICS, "admin,support"),
                Map.entry(
                        Settings.TOKENS,
                        Files.createFile(certificates.resolve("tokens")).toString()),
                Map.entry(
                        Settings.CLIENT_ROLES,
                        Files.createFile(certificates.resolve("clients")).toString()),
                Map.entry(Settings.JWT_JWKS, "https://login.example/keys"),
                Map.entry(Settings.JWT_ISSUER, "https://login.example"),
                Map.entry(Settings.JWT_AUDIENCE, "reco"),
                Map.entry(Settings.JWT_ROLES_CLAIM, "groups"),
                Map.entry(Settings.JWT_READERS, "true"),
                Map.entry(Settings.SIGNING_KEYS, "new:" + SECRET_BASE64 + ",old:" + SECRET_BASE64),
                Map.entry(Settings.INSECURE, "true"),
                Map.entry(Settings.TLS_CERT, server.chain().toString()),
                Map.entry(Settings.TLS_KEY, server.key().toString()),
                Map.entry(Settings.TLS_CLIENT_CA, authority.certificate().toString()),
                Map.entry(Settings.TLS_CLIENT_AUTH, "optional"),
                Map.entry(Settings.QUOTAS, "feed-items=5000,read=500"),
                Map.entry(Settings.STORE, "valkeys://one.example:6379,[2001:db8::2]:6380"),
                Map.entry(Settings.STORE_USER, "reco"),
                Map.entry(Settings.STORE_PASSWORD, "hush"),
                Map.entry(
                        Settings.STORE_TLS_CA,
                        certificates.resolve("authority.pem").toString()),
                Map.entry(Settings.STORE_ACK_TIMEOUT, "3s"),
                Map.entry(Settings.STORE_UNCHECKED, "true"),
                Map.entry(Settings.DEMO, "true"),
                Map.entry(Settings.SNAPSHOTS, "/mnt/snapshots"),
                Map.entry(Settings.LOG_RETENTION, "7d"),
                Map.entry(Settings.LOG_TAIL, "6h"),
                Map.entry(Settings.READER_RETENTION, "36h"),
                Map.entry(Settings.ROLE, "keeper"),
                Map.entry(Settings.ENGINE, "topic-max=0.5"));
    }

    @Test
    void theseAreTheDefaults() {
        ServerConfig config = ServerConfig.read(Map.of(), Map.of("HOME", "/root"));

        assertThat(config.network())
                .isEqualTo(new ServerConfig.Network(
                        "127.0.0.1",
                        8889,
                        OptionalInt.of(8890),
                        Duration.ofSeconds(5),
                        Duration.ZERO,
                        Duration.ofSeconds(30)));
        assertThat(config.web()).isEqualTo(new ServerConfig.Web(Set.of(), Set.of(), true));
        Ways none = new Ways(Optional.empty(), Optional.empty(), Optional.empty());
        AccessConfig access = new AccessConfig(none, Openness.OPEN, Openness.OPEN);
        assertThat(config.security())
                .isEqualTo(new ServerConfig.Security(List.of(), Optional.empty(), access, Quotas.NONE, false));
        assertThat(access.authenticates()).isFalse();
        assertThat(config.store())
                .isEqualTo(new StoreConfig(
                        new StoreConfig.Embedded(Path.of("reco-data")),
                        false,
                        Path.of("reco-data/snapshots"),
                        Duration.ofDays(30),
                        Duration.ofHours(24),
                        Duration.ofDays(400),
                        StoreConfig.Role.SERVE));
        assertThat(config.engine()).isEqualTo(new ServerConfig.Engine(Map.of()));
        assertThat(config.settings()).allMatch(SettingValue::isDefault);
    }

    @Test
    void everySettingHasAVariable() {
        Map<String, String> environment = everything(Setting::variable);

        ServerConfig config = ServerConfig.read(Map.of(), environment);

        assertEverythingIsSet(config);
        assertThat(config.settings()).extracting(SettingValue::origin).containsAll(environment.keySet());
    }

    @Test
    void everySettingHasAFlag() {
        ServerConfig config = ServerConfig.read(everything, Map.of());

        assertEverythingIsSet(config);
        assertThat(config.settings())
                .extracting(SettingValue::origin)
                .containsAll(everything(Setting::flag).keySet());
    }

    @Test
    void everySettingButTheFileHasAKeyInAFile() throws Exception {
        Map<String, String> entries = everything(setting -> setting.key().orElseThrow());
        Path file = file(entries.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .toArray(String[]::new));

        ServerConfig config = ServerConfig.read(Map.of(Settings.CONFIG, file.toString()), Map.of());

        assertEverythingIsSet(config);
        assertThat(config.settings())
                .filteredOn(value -> !value.setting().matches("security.signing-keys-file|store.password-file"))
                .extracting(SettingValue::origin)
                .allMatch(origin -> origin.startsWith(file + ":") || origin.equals("--config"));
    }

    private static Map<String, String> everything(Function<Setting<?>, String> name) {
        Map<String, String> named = new LinkedHashMap<>();
        everything.forEach((setting, text) -> named.put(name.apply(setting), text));
        return named;
    }

    @Test
    void whatIsOfAClusterAloneIsRefusedBesideADirectory() {
        assertThat(faults(Map.of(
                        Settings.STORE_USER, "reco",
                        Settings.STORE_PASSWORD, "hush",
                        Settings.STORE_ACK_TIMEOUT, "3s",
                        Settings.STORE_UNCHECKED, "true",
                        Settings.ROLE, "keeper")))
                .containsExactly(
                        "--store-user: reco (expected: nothing, without a store at valkey://…)",
                        "--store-password: *** (expected: nothing, without a store at valkey://…)",
                        "--store-ack-timeout: 3s (expected: nothing, without a store at valkey://…)",
                        "--store-unchecked: true (expected: nothing, without a store at valkey://…)",
                        "--role: keeper (expected: serve, as nobody shares the store of --store)");
        assertThat(faults(Map.of(Settings.STORE_UNCHECKED, "false", Settings.STORE_ACK_TIMEOUT, "1500ms")))
                .isEmpty();
    }

    @Test
    void theFilesOfAClusterAreRefusedBesideADirectory() throws IOException {
        String file = privateFile(folder.resolve("password"), "hush");

        assertThat(faults(Map.of(Settings.STORE_PASSWORD_FILE, file, Settings.STORE_TLS_CA, file)))
                .containsExactly(
                        "--store-tls-ca: " + file + " (expected: nothing, without a store at valkeys://…)",
                        "--store-password-file: " + file + " (expected: nothing, without a store at valkey://…)");
    }

    @Test
    void whatNeedsAnHttpPortIsRefusedWithoutOne() {
        assertThat(faults(Map.of(
                        Settings.HTTP_PORT, "off",
                        Settings.HTTP_HOSTS, "reco.example",
                        Settings.CORS_ORIGINS, "https://www.example",
                        Settings.METRICS, "open")))
                .containsExactly(
                        "--http-hosts: reco.example (expected: nothing, without an HTTP port)",
                        "--cors-origins: https://www.example (expected: nothing, without an HTTP port)",
                        "--metrics: open (expected: nothing, without an HTTP port)");
        assertThat(faults(Map.of(Settings.HTTP_PORT, "off", Settings.METRICS, "off")))
                .isEmpty();
    }

    @Test
    void whatNeedsCallersWhoSayWhoTheyAreIsRefusedWithoutThem() {
        assertThat(faults(Map.of(
                        Settings.JWT_ISSUER, "https://login.example",
                        Settings.JWT_READERS, "true",
                        Settings.REFLECTION, "edit",
                        Settings.METRICS, "support,admin",
                        Settings.QUOTAS, "anybody=1,read-items=5")))
                .containsExactly(
                        "--jwt-issuer: https://login.example (expected: nothing, without --jwt-jwks)",
                        "--jwt-readers: true (expected: nothing, without --jwt-jwks)",
                        "--reflection: edit (expected: open or off, as nobody is asked who they are)",
                        "--metrics: support,admin (expected: open or off, as nobody is asked who they are)",
                        "--quotas: read-items (expected: anybody, as nobody is asked who they are)");
    }

    @Test
    void whatNeedsCallersWhomNobodyAsksIsRefusedWhereTheyAreAsked() throws IOException {
        String tokens = privateFile(folder.resolve("tokens"), "");

        assertThat(faults(Map.of(Settings.TOKENS, tokens, Settings.QUOTAS, "anybody=1,read=5")))
                .contains("--quotas: anybody (expected: roles or reader, as callers are asked who they are)");
    }

    @Test
    void rolesOfCertificatesThatNobodyAsksForAreRefused() {
        Map<Setting<?>, String> flags = new HashMap<>(everything);
        flags.put(Settings.TLS_CLIENT_AUTH, "off");

        assertThat(faults(flags))
                .containsExactly("--tls-client-auth: off (expected: optional or required, as there is --client-roles)");
    }

    private static String privateFile(Path file, String text) throws IOException {
        PrivateFiles.create(file, text);
        return file.toString();
    }

    private static List<String> faults(Map<? extends Setting<?>, String> flags) {
        try {
            var unused = ServerConfig.read(flags, Map.of());
            return List.of();
        } catch (Refusal e) {
            return e.violations().stream().map(Violation::description).toList();
        }
    }

    @Test
    void whatEditorsBeginAFileWithIsNoPartOfItsFirstKey() throws IOException {
        Path file = Files.writeString(folder.resolve("marked"), "\ufeffnetwork.port=1234\n");

        ServerConfig config = ServerConfig.read(Map.of(Settings.CONFIG, file.toString()), Map.of());

        assertThat(config.network().port()).isEqualTo(1234);
    }

    private static void assertEverythingIsSet(ServerConfig config) {
        assertThat(everything).hasSize(Settings.ALL.size() - 3);
        assertThat(config.network())
                .isEqualTo(new ServerConfig.Network(
                        "0.0.0.0",
                        0,
                        OptionalInt.of(8891),
                        Duration.ofMillis(750),
                        Duration.ofSeconds(7),
                        Duration.ofMinutes(1)));
        assertThat(config.web())
                .isEqualTo(new ServerConfig.Web(
                        Set.of("reco.example", "reco"), Set.of("https://www.example", "http://localhost:3000"), false));
        TlsFiles files = new TlsFiles(
                certificates.resolve("server.pem"),
                certificates.resolve("server.key"),
                Optional.of(certificates.resolve("authority.pem")));
        TlsConfig tls = new TlsConfig(files, ClientCertificates.OPTIONAL);
        assertThat(config.security())
                .isEqualTo(new ServerConfig.Security(
                        List.of(key("new"), key("old")),
                        Optional.of(tls),
                        accessToEverything(),
                        Quotas.parse("feed-items=5000,read=500", (value, expected) -> {})
                                .orElseThrow(),
                        true));
        assertThat(config.store())
                .isEqualTo(new StoreConfig(
                        sharedStore(),
                        true,
                        Path.of("/mnt/snapshots"),
                        Duration.ofDays(7),
                        Duration.ofHours(6),
                        Duration.ofHours(36),
                        StoreConfig.Role.KEEPER));
        assertThat(config.engine()).isEqualTo(new ServerConfig.Engine(Map.of(Parameter.TOPIC_MAX, 0.5)));
    }

    private static StoreConfig.Shared sharedStore() {
        return new StoreConfig.Shared(
                List.of(
                        InetSocketAddress.createUnresolved("one.example", 6379),
                        InetSocketAddress.createUnresolved("2001:db8::2", 6380)),
                Optional.of("reco"),
                Optional.of(new Secret("hush")),
                Optional.of(certificates.resolve("authority.pem")),
                Duration.ofSeconds(3),
                true);
    }

    private static AccessConfig accessToEverything() {
        JwtTerms terms = new JwtTerms("https://login.example", "reco", "groups", true);
        Ways ways = new Ways(
                Optional.of(certificates.resolve("tokens")),
                Optional.of(certificates.resolve("clients")),
                KeyPlace.parse("https://login.example/keys").map(keys -> new Ways.Jwt(terms, keys)));
        return new AccessConfig(
                ways, Openness.OFF, Openness.parse("support,admin").orElseThrow());
    }

    @Test
    void theTableHoldsEverySettingOnceAndSectionBySection() throws Exception {
        List<Setting<?>> constants = new ArrayList<>();
        for (Field field : Settings.class.getFields()) {
            if (field.getType() == Setting.class) {
                constants.add((Setting<?>) field.get(null));
            }
        }

        assertThat(Settings.ALL).isEqualTo(constants);
        assertThat(Settings.ALL.stream().map(Setting::name)).doesNotHaveDuplicates();
        assertThat(Settings.ALL.stream().map(Setting::section).toList()).isSorted();
    }

    @Test
    void aFlagWinsOverAVariableThatOverAFileAndWhatIsEmptyIsUnset() throws Exception {
        Path file = file(
                "# ports",
                "network.port=9002",
                "network.http-port : 9003",
                "",
                "network.deadline-max=\\",
                "   2s",
                "store.demo=");
        Map<String, String> environment = Map.of(
                "RECO_PORT", "9001", "RECO_HTTP_PORT", "9004", "RECO_DEADLINE_MAX", "", "RECO_CONFIG", file.toString());

        ServerConfig config = ServerConfig.read(Map.of(Settings.PORT, "9000"), environment);

        assertThat(config.network().port()).isEqualTo(9000);
        assertThat(config.network().httpPort()).hasValue(9004);
        assertThat(config.network().deadlineMax()).isEqualTo(Duration.ofSeconds(2));
        assertThat(config.store().demo()).isFalse();
        assertThat(config.settings().stream().map(SettingValue::toString))
                .contains(
                        "config=" + file + " (RECO_CONFIG)",
                        "network.port=9000 (--port)",
                        "network.http-port=9004 (RECO_HTTP_PORT)",
                        "network.deadline-max=2s (" + file + ":5)",
                        "network.drain-delay=0s (default)",
                        "store=reco-data (default)",
                        "store.demo=false (default)");
    }

    @Test
    void allMistakesAreReportedTogetherEachUnderTheNameItWasGivenBy() throws Exception {
        Path file = file(
                "network.shutdown-grace=2h",
                "network.prot=8889",
                "port=8889",
                "store.log-retention=1d",
                "store.log-retention=2d",
                "store.snapshots=\\u12",
                "engine=topic-max=2,speed=1,author-max=0.5");

        Refusal refusal = catchThrowableOfType(
                Refusal.class,
                () -> ServerConfig.read(
                        Map.of(
                                Settings.PORT, "99999",
                                Settings.DEMO, "maybe",
                                Settings.CONFIG, file.toString(),
                                Settings.STORE, "valkey://:secret@10.0.0.1:6379"),
                        Map.of(
                                "RECO_PROT", "8889",
                                "RECO_HTTP_PORT", "http",
                                "RECO_DEADLINE_MAX", "0s",
                                "RECO_HOST", "no such host",
                                "RECO_HTTP_HOSTS", "reco,reco:8890",
                                "RECO_CORS_ORIGINS", "https://a.example/,*",
                                "RECO_DEMO", "yes")));

        String times = ", such as 500ms, 5s, 1m, 2h or 3d)";
        assertThat(refusal.reason()).isEqualTo(Refusal.Reason.INVALID);
        assertThat(refusal.violations().stream().map(Violation::description))
                .contains(
                        "--port: 99999 (expected: 0..65535)",
                        "--demo: maybe (expected: true or false)",
                        "--store: valkey://… (expected: a directory, or valkey://HOST:PORT,… (valkeys:// with TLS) of some"
                                + " processes of a cluster; user and password come with --store-user and"
                                + " --store-password-file)",
                        "RECO_HTTP_PORT: http (expected: 0..65535 or off)",
                        "RECO_DEADLINE_MAX: 0s (expected: 1ms..1h" + times,
                        "RECO_HOST: no such host (expected: an address or a name of this machine)",
                        "RECO_HTTP_HOSTS: reco:8890 (expected: names of hosts, without ports)",
                        "RECO_CORS_ORIGINS: https://a.example/ (expected: origins such as https://www.example.org,"
                                + " without a path)",
                        "RECO_CORS_ORIGINS: * (expected: origins such as https://www.example.org, without a path)",
                        file + ":1 network.shutdown-grace: 2h (expected: 0s..1h" + times,
                        file + ":5 store.log-retention: repeated (expected: each key once)",
                        file + ":6: a \\u without four hexadecimal digits (expected: KEY=VALUE as in Java properties)",
                        file + ":7 engine: topic-max=2 (expected: 0.01..1)")
                .anyMatch(text -> text.startsWith("RECO_PROT: unknown (expected: one of RECO_CLIENT_ROLES, "))
                .anyMatch(text -> text.startsWith(file + ":2 network.prot: unknown (expected: one of engine, network."))
                .anyMatch(text -> text.startsWith(file + ":3 port: unknown (expected: one of "))
                .anyMatch(text -> text.startsWith(file + ":7 engine: speed=1 (expected: NAME=VALUE of weight-view, "))
                .hasSize(17);
    }

    @Test
    void aFileThatIsNotThereIsNamedBesideWhatElseIsWrong() {
        Path none = folder.resolve("none");

        Refusal refusal = catchThrowableOfType(
                Refusal.class,
                () -> ServerConfig.read(Map.of(Settings.PORT, "http"), Map.of("RECO_CONFIG", none.toString())));

        assertThat(refusal.violations().stream().map(Violation::description))
                .containsExactly(
                        "RECO_CONFIG: " + none + " (expected: a file of settings that can be read, in UTF-8)",
                        "--port: http (expected: 0..65535)");
    }

    private Path file(String... lines) throws IOException {
        return Files.write(folder.resolve("reco.properties"), List.of(lines));
    }

    @Test
    void whatKubernetesMakesOfAServiceNamedRecoIsNoSetting() {
        Map<String, String> environment = new HashMap<>();
        environment.put("RECO_SERVICE_HOST", "10.96.0.17");
        environment.put("RECO_SERVICE_PORT", "8889");
        environment.put("RECO_SERVICE_PORT_GRPC", "8889");
        environment.put("RECO_PORT", "tcp://10.96.0.17:8889");
        environment.put("RECO_PORT_8889_TCP", "tcp://10.96.0.17:8889");
        environment.put("RECO_PORT_8889_TCP_PROTO", "tcp");
        environment.put("RECO_PORT_8889_TCP_PORT", "8889");
        environment.put("RECO_PORT_8889_TCP_ADDR", "10.96.0.17");
        // Of a service named reco-http.
        environment.put("RECO_HTTP_SERVICE_HOST", "10.96.0.18");
        environment.put("RECO_HTTP_PORT", "tcp://[fd00::1]:8890");
        environment.put("RECO_HTTP_PORT_8890_TCP_ADDR", "fd00::1");

        ServerConfig config = ServerConfig.read(Map.of(), environment);

        assertThat(config).isEqualTo(ServerConfig.read(Map.of(), Map.of()));
        assertThat(ServiceLinks.among(environment))
                .containsExactlyElementsOf(
                        environment.keySet().stream().sorted().toList());
    }

    @Test
    void whatADockerLinkMakesIsNoSetting() {
        Map<String, String> environment = Map.of(
                "RECO_NAME", "/web/reco",
                "RECO_ENV_RECO_STORE", "/data",
                "RECO_PORT", "tcp://172.17.0.5:8889",
                "RECO_PORT_8889_TCP_ADDR", "172.17.0.5");

        assertThat(ServerConfig.read(Map.of(), environment)).isEqualTo(ServerConfig.read(Map.of(), Map.of()));
        assertThat(ServiceLinks.among(environment)).hasSize(4);
    }

    @Test
    void aBadPortOrAMisspeltNameIsNotTakenForALink() {
        Map<String, String> environment = Map.of(
                "RECO_PORT", "tcp://10.96.0.17",
                "RECO_HTTP_PORT", "http://localhost:8890",
                "RECO_PORTS", "tcp://10.96.0.17:8889",
                "RECO_NAME", "reco",
                "RECO_ENV_RECO_STORE", "/data",
                "RECO_SERVICE_HOSTS", "10.96.0.17");

        Refusal refusal = catchThrowableOfType(Refusal.class, () -> ServerConfig.read(Map.of(), environment));

        assertThat(refusal.violations()).hasSize(environment.size());
        assertThat(ServiceLinks.among(environment)).isEmpty();
    }

    @Test
    void bothPortsMayBeFreeOnesButNotOneAndTheSame() {
        assertThat(ServerConfig.read(Map.of(Settings.PORT, "0", Settings.HTTP_PORT, "0"), Map.of())
                        .network()
                        .httpPort())
                .hasValue(0);

        Refusal refusal =
                catchThrowableOfType(Refusal.class, () -> ServerConfig.read(Map.of(Settings.PORT, "8890"), Map.of()));

        assertThat(refusal).hasMessage("--http-port: 8890 (expected: another one than --port)");
    }

    @Test
    void onlyALoopbackServerStopsWithoutDelayByDefault() {
        assertThat(drainDelay("127.0.0.1")).isZero();
        assertThat(drainDelay("::1")).isZero();
        assertThat(drainDelay("0.0.0.0")).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void noSecretIsEverShown() {
        String shortSecret = Base64.getEncoder().encodeToString(new byte[] {1, 2, 3});

        ServerConfig config =
                ServerConfig.read(Map.of(), Map.of("RECO_SIGNING_KEYS", "a:" + SECRET_BASE64 + ",b:" + SECRET_BASE64));
        Refusal refusal = catchThrowableOfType(
                Refusal.class,
                () -> ServerConfig.read(
                        Map.of(),
                        Map.of(
                                "RECO_SIGNING_KEYS",
                                "a:" + SECRET_BASE64 + ",a:" + SECRET_BASE64 + ",b:" + shortSecret,
                                "RECO_SIGNING_KEY",
                                SECRET_BASE64)));

        assertThat(config.settings().toString())
                .contains("security.signing-keys=[a:***, b:***] (RECO_SIGNING_KEYS)")
                .doesNotContain(SECRET_BASE64);
        assertThat(config.toString()).contains("a:***").doesNotContain(SECRET_BASE64);
        assertThat(refusal.getMessage())
                .contains("RECO_SIGNING_KEYS: key 2 of 3 (expected: ", "RECO_SIGNING_KEYS: key 3 of 3 (expected: ")
                .contains("RECO_SIGNING_KEY: unknown")
                .doesNotContain(SECRET_BASE64, shortSecret);
    }

    private static Duration drainDelay(String host) {
        return ServerConfig.read(Map.of(Settings.HOST, host, Settings.INSECURE, "true"), Map.of())
                .network()
                .drainDelay();
    }

    private static SigningKey key(String id) {
        return new SigningKey(id, new SecretKeySpec(SECRET, "HmacSHA256"));
    }
}
