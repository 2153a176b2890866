package io.reco.server;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

import io.reco.server.access.Openness;
import io.reco.server.access.jwt.KeyPlace;
import io.reco.server.access.quota.Quotas;
import io.reco.server.config.Form;
import io.reco.server.config.Setting;
import io.reco.server.config.Setting.Section;
import io.reco.server.config.value.Secret;
import io.reco.server.config.value.SigningKey;
import io.reco.server.config.value.StoreLocation;
import io.reco.server.config.value.WebNames;
import io.reco.server.model.settings.Parameter;
import io.reco.server.tls.ClientCertificates;

/**
 * Everything an operator can set. Flags, variables, keys of a file, {@code --help}, what a start prints and the page of settings
 * follow from here. What is added is also added to {@link #ALL}, read in {@link ServerConfig}, and told in the page.
 */
public final class Settings {

    private static final Duration TIME_MAX = Duration.ofHours(1);
    private static final Duration KEEP_MIN = Duration.ofHours(1);
    private static final Duration KEEP_MAX = Duration.ofDays(3650);
    private static final Duration ACK_MIN = Duration.ofMillis(100);
    private static final Duration ACK_MAX = Duration.ofMinutes(1);

    public static final Setting<Optional<Path>> CONFIG = new Setting<>(
            Section.SOURCES,
            "config",
            Form.path("FILE").orNone(),
            "",
            "a file of settings, as Java properties; variables and flags win over it");

    public static final Setting<String> HOST = new Setting<>(
            Section.NETWORK, "host", Form.address(), "127.0.0.1", "address that both ports listen on; 0.0.0.0 for all");
    public static final Setting<Integer> PORT =
            new Setting<>(Section.NETWORK, "port", Form.port(), "8889", "gRPC port; 0 takes a free one");
    public static final Setting<OptionalInt> HTTP_PORT = new Setting<>(
            Section.NETWORK,
            "http-port",
            Form.portOrOff(),
            "8890",
            "port of calls as JSON, /openapi.json, /metrics, /healthz and /readyz; 0 takes a free one, 'off' opens"
                    + " none");
    public static final Setting<Boolean> CONSOLE = new Setting<>(
            Section.NETWORK,
            "console",
            Form.trueOrFalse(),
            "true",
            "show the console at / of the HTTP port; false: there are calls and /metrics alone");
    public static final Setting<Duration> DEADLINE_MAX = new Setting<>(
            Section.NETWORK,
            "deadline-max",
            Form.time(Duration.ofMillis(1), TIME_MAX),
            "5s",
            "longest time a call may take that is no stream");
    public static final Setting<Duration> DRAIN_DELAY = new Setting<>(
            Section.NETWORK,
            "drain-delay",
            Form.time(Duration.ZERO, TIME_MAX),
            "",
            "time between NOT_SERVING and refusing calls; unset: 5s, or 0s on a loopback address");
    public static final Setting<Duration> SHUTDOWN_GRACE = new Setting<>(
            Section.NETWORK,
            "shutdown-grace",
            Form.time(Duration.ZERO, TIME_MAX),
            "30s",
            "time that calls under way get to end");

    public static final Setting<Set<String>> HTTP_HOSTS = new Setting<>(
            Section.SECURITY,
            "http-hosts",
            WebNames.hosts(),
            "",
            "names by which requests may call the HTTP port, beside addresses and localhost; any may ask for /metrics,"
                    + " /healthz and /readyz");
    public static final Setting<Set<String>> CORS_ORIGINS = new Setting<>(
            Section.SECURITY,
            "cors-origins",
            WebNames.origins(),
            "",
            "origins of web pages that may call the HTTP port, beside its own; none: no other page may");
    public static final Setting<Openness> REFLECTION = new Setting<>(
            Section.SECURITY,
            "reflection",
            openness(),
            "",
            "to whom the services are described: to everybody, nobody, or who has one of these roles; unset: every role where"
                    + " callers say who they are, otherwise open");
    public static final Setting<Openness> METRICS = new Setting<>(
            Section.SECURITY, "metrics", openness(), "", "to whom /metrics answers, as with --reflection");
    public static final Setting<Optional<Path>> TOKENS = new Setting<>(
            Section.SECURITY,
            "tokens",
            Form.path("FILE").orNone(),
            "",
            "bearer tokens that are let in, a line each as 'reco token' makes it; read anew when it changes");
    public static final Setting<Optional<Path>> CLIENT_ROLES = new Setting<>(
            Section.SECURITY,
            "client-roles",
            Form.path("FILE").orNone(),
            "",
            "roles of client certificates, a line each such as CN=cms,O=News:edit,feed; read anew when it changes");
    public static final Setting<Optional<KeyPlace>> JWT_JWKS = new Setting<>(
            Section.SECURITY,
            "jwt-jwks",
            Form.<KeyPlace>of(
                            "URL|FILE",
                            (text, faults) -> expected(KeyPlace.parse(text), text, KeyPlace.EXPECTED, faults))
                    .orNone(),
            "",
            "keys of JWTs that are let in, a JSON Web Key Set; with --jwt-issuer and --jwt-audience");
    public static final Setting<Optional<String>> JWT_ISSUER = new Setting<>(
            Section.SECURITY, "jwt-issuer", text("ISSUER").orNone(), "", "who must have made a JWT: its iss");
    public static final Setting<Optional<String>> JWT_AUDIENCE = new Setting<>(
            Section.SECURITY, "jwt-audience", text("AUDIENCE").orNone(), "", "for whom a JWT must be: in its aud");
    public static final Setting<String> JWT_ROLES_CLAIM = new Setting<>(
            Section.SECURITY,
            "jwt-roles-claim",
            text("CLAIM"),
            "reco_roles",
            "the claim of a JWT that holds its roles");
    public static final Setting<Boolean> JWT_READERS = new Setting<>(
            Section.SECURITY,
            "jwt-readers",
            Form.trueOrFalse(),
            "false",
            "let in JWTs without that claim, each for the reader who is its sub");
    public static final Setting<List<SigningKey>> SIGNING_KEYS = new Setting<>(
            Section.SECURITY,
            "signing-keys",
            SigningKey.list(),
            "",
            "keys of exposure tokens, the first signs, all verify: an id of 1..32 letters, digits, _ or -, and at least"
                    + " 16 bytes in base64; none: one is made and kept in the store");

    public static final Setting<Optional<Path>> SIGNING_KEYS_FILE = new Setting<>(
            Section.SECURITY,
            "signing-keys-file",
            Form.path("FILE").orNone(),
            "",
            "a file of such keys instead, one a line, which others than owner and group cannot read");
    public static final Setting<Boolean> INSECURE = new Setting<>(
            Section.SECURITY,
            "insecure",
            Form.trueOrFalse(),
            "false",
            "serve other machines although TLS, or asking callers who they are, is missing; switches nothing off");

    public static final Setting<Optional<Path>> TLS_CERT = new Setting<>(
            Section.SECURITY,
            "tls-cert",
            Form.path("FILE.pem").orNone(),
            "",
            "certificate of both ports, then those that vouch for it; read anew when it changes; none: no TLS");
    public static final Setting<Optional<Path>> TLS_KEY = new Setting<>(
            Section.SECURITY,
            "tls-key",
            Form.path("FILE.pem").orNone(),
            "",
            "its private key, PKCS#8, which others than owner and group cannot read");
    public static final Setting<Optional<Path>> TLS_CLIENT_CA = new Setting<>(
            Section.SECURITY,
            "tls-client-ca",
            Form.path("FILE.pem").orNone(),
            "",
            "authorities that may vouch for clients; none: clients are asked for no certificate");
    public static final Setting<ClientCertificates> TLS_CLIENT_AUTH = new Setting<>(
            Section.SECURITY,
            "tls-client-auth",
            Form.oneOf(ClientCertificates.class),
            "",
            "whether clients must show a certificate, on the HTTP port at most 'optional'; unset: required where"
                    + " authorities are given, otherwise off");

    public static final Setting<Quotas> QUOTAS = new Setting<>(
            Section.SECURITY,
            "quotas",
            Form.of(Quotas.FORM, (text, faults) -> Quotas.parse(text, faults::add)),
            "",
            "what each caller may do in a second, by role: calls ('read=500') and items of calls ('feed-items=5000'); for"
                    + " 'reader' and 'anybody', too; what is not named has no limit");

    public static final Setting<StoreLocation> STORE = new Setting<>(
            Section.STORE,
            "store",
            StoreLocation.form(),
            "reco-data",
            "directory of the embedded store, made if need be; or some processes of a Valkey cluster that several servers"
                    + " share, valkeys://… with TLS");
    public static final Setting<Optional<String>> STORE_USER = new Setting<>(
            Section.STORE, "store-user", text("NAME").orNone(), "", "user of the cluster; none: its default user");
    public static final Setting<Optional<Secret>> STORE_PASSWORD = new Setting<>(
            Section.STORE,
            "store-password",
            Form.of("TEXT", (text, faults) -> Optional.of(new Secret(text)))
                    .orNone()
                    .shownBy(secret -> secret.map(Secret::toString).orElse("")),
            "",
            "that user's password");
    public static final Setting<Optional<Path>> STORE_PASSWORD_FILE = new Setting<>(
            Section.STORE,
            "store-password-file",
            Form.path("FILE").orNone(),
            "",
            "a file with the password in its first line instead, which others than owner and group cannot read");
    public static final Setting<Optional<Path>> STORE_TLS_CA = new Setting<>(
            Section.STORE,
            "store-tls-ca",
            Form.path("FILE.pem").orNone(),
            "",
            "authorities that may vouch for the cluster's processes, with valkeys://…");
    public static final Setting<Duration> STORE_ACK_TIMEOUT = new Setting<>(
            Section.STORE,
            "store-ack-timeout",
            Form.time(ACK_MIN, ACK_MAX),
            "1500ms",
            "how long a write to the cluster may wait until all copies have it, before its call is told to come again");
    public static final Setting<Boolean> STORE_UNCHECKED = new Setting<>(
            Section.STORE,
            "store-unchecked",
            Form.trueOrFalse(),
            "false",
            "use a cluster all the same that lacks a setting without which what was acknowledged can be lost");
    public static final Setting<Boolean> DEMO = new Setting<>(
            Section.STORE, "demo", Form.trueOrFalse(), "false", "fill an empty store with a simulated newsroom");
    public static final Setting<Optional<Path>> SNAPSHOTS = new Setting<>(
            Section.STORE,
            "snapshots",
            Form.path("DIR").orNone(),
            "",
            "directory of the models' snapshots; unset: 'snapshots' in the store; of a cluster one that all its servers have, with"
                    + " older facts, too");
    public static final Setting<Duration> LOG_RETENTION = new Setting<>(
            Section.STORE,
            "log-retention",
            Form.time(KEEP_MIN, KEEP_MAX),
            "30d",
            "how long accepted facts are kept at least; what was counted and learned from them stays");
    public static final Setting<Duration> LOG_TAIL = new Setting<>(
            Section.STORE,
            "log-tail",
            Form.time(KEEP_MIN, KEEP_MAX),
            "24h",
            "how long they stay in a cluster's memory; from then on they are in files in the directory of snapshots alone");
    public static final Setting<Duration> READER_RETENTION = new Setting<>(
            Section.STORE,
            "reader-retention",
            Form.time(KEEP_MIN, KEEP_MAX),
            "400d",
            "how long a reader is kept after the last event or page");
    public static final Setting<StoreConfig.Role> ROLE = new Setting<>(
            Section.STORE,
            "role",
            Form.oneOf(StoreConfig.Role.class),
            "serve",
            "'serve' answers calls; 'keeper' answers only operators', and does what one server does for all that share a"
                    + " cluster: snapshots, counts, removal of what is old");

    public static final Setting<Map<Parameter, Double>> ENGINE = new Setting<>(
            Section.ENGINE,
            "engine",
            Form.of("NAME=VALUE,…", (text, faults) -> Optional.of(Parameter.parse(text, faults::add))),
            "",
            "numbers of the recommendation engine, such as 'evaluate --tune' prints; none: defaults");

    /** The table, in the order in which it is shown. */
    public static final List<Setting<?>> ALL = List.of(
            CONFIG,
            HOST,
            PORT,
            HTTP_PORT,
            CONSOLE,
            DEADLINE_MAX,
            DRAIN_DELAY,
            SHUTDOWN_GRACE,
            HTTP_HOSTS,
            CORS_ORIGINS,
            REFLECTION,
            METRICS,
            TOKENS,
            CLIENT_ROLES,
            JWT_JWKS,
            JWT_ISSUER,
            JWT_AUDIENCE,
            JWT_ROLES_CLAIM,
            JWT_READERS,
            SIGNING_KEYS,
            SIGNING_KEYS_FILE,
            INSECURE,
            TLS_CERT,
            TLS_KEY,
            TLS_CLIENT_CA,
            TLS_CLIENT_AUTH,
            QUOTAS,
            STORE,
            STORE_USER,
            STORE_PASSWORD,
            STORE_PASSWORD_FILE,
            STORE_TLS_CA,
            STORE_ACK_TIMEOUT,
            STORE_UNCHECKED,
            DEMO,
            SNAPSHOTS,
            LOG_RETENTION,
            LOG_TAIL,
            READER_RETENTION,
            ROLE,
            ENGINE);

    private Settings() {}

    private static Form<Openness> openness() {
        return Form.of(
                Openness.FORM, (text, faults) -> expected(Openness.parse(text), text, Openness.EXPECTED, faults));
    }

    private static Form<String> text(String placeholder) {
        return Form.of(placeholder, (text, faults) -> Optional.of(text));
    }

    private static <T> Optional<T> expected(Optional<T> value, String text, String expected, Form.Faults faults) {
        if (value.isEmpty()) {
            faults.add(text, expected);
        }
        return value;
    }
}
