package io.reco.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import javax.crypto.spec.SecretKeySpec;

import org.junit.jupiter.api.Test;

import io.reco.server.ServerConfig.Setting;
import io.reco.server.ServerConfig.SigningKey;
import io.reco.server.domain.refusal.Refusal;
import io.reco.server.domain.refusal.Refusal.Violation;
import io.reco.server.model.settings.Parameter;

class ServerConfigTest {

    private static final byte[] SECRET = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final String SECRET_BASE64 = Base64.getEncoder().encodeToString(SECRET);

    @Test
    void theseAreTheDefaults() {
        ServerConfig config = ServerConfig.read(Map.of(), Map.of("HOME", "/root"));

        assertThat(config)
                .isEqualTo(new ServerConfig(
                        "127.0.0.1",
                        8889,
                        OptionalInt.of(8890),
                        Path.of("reco-data"),
                        false,
                        List.of(),
                        Duration.ofSeconds(5),
                        Duration.ZERO,
                        Duration.ofSeconds(30),
                        true,
                        Map.of()));
    }

    @Test
    void everySettingHasAVariable() {
        Map<String, String> environment = new HashMap<>();
        environment.put("RECO_HOST", "0.0.0.0");
        environment.put("RECO_PORT", "0");
        environment.put("RECO_ADMIN_PORT", "off");
        environment.put("RECO_DATA", "/var/lib/reco");
        environment.put("RECO_DEMO", "true");
        environment.put("RECO_SIGNING_KEYS", "new:" + SECRET_BASE64 + ",old:" + SECRET_BASE64);
        environment.put("RECO_DEADLINE_MAX", "750ms");
        environment.put("RECO_DRAIN_DELAY", "7s");
        environment.put("RECO_SHUTDOWN_GRACE", "1m");
        environment.put("RECO_REFLECTION", "false");
        environment.put("RECO_ENGINE", "topic-max=0.5");

        ServerConfig config = ServerConfig.read(Map.of(), environment);

        assertThat(environment).hasSameSizeAs(Setting.values());
        assertThat(config)
                .isEqualTo(new ServerConfig(
                        "0.0.0.0",
                        0,
                        OptionalInt.empty(),
                        Path.of("/var/lib/reco"),
                        true,
                        List.of(key("new"), key("old")),
                        Duration.ofMillis(750),
                        Duration.ofSeconds(7),
                        Duration.ofMinutes(1),
                        false,
                        Map.of(Parameter.TOPIC_MAX, 0.5)));
    }

    @Test
    void aFlagWinsOverItsVariableAndAnEmptyVariableIsUnset() {
        ServerConfig config = ServerConfig.read(
                Map.of(Setting.PORT, "9000"), Map.of("RECO_PORT", "9001", "RECO_ADMIN_PORT", "", "RECO_DEMO", " "));

        assertThat(config.port()).isEqualTo(9000);
        assertThat(config.adminPort()).hasValue(8890);
        assertThat(config.demo()).isFalse();
    }

    @Test
    void allMistakesAreReportedTogetherEachUnderTheNameItWasGivenBy() {
        Refusal refusal = catchThrowableOfType(
                Refusal.class,
                () -> ServerConfig.read(
                        Map.of(Setting.PORT, "99999", Setting.DEMO, "maybe"),
                        Map.of(
                                "RECO_PROT", "8889",
                                "RECO_ADMIN_PORT", "http",
                                "RECO_DEADLINE_MAX", "0s",
                                "RECO_SHUTDOWN_GRACE", "2h",
                                "RECO_HOST", "no such host",
                                "RECO_DEMO", "yes")));

        assertThat(refusal.reason()).isEqualTo(Refusal.Reason.INVALID);
        assertThat(refusal.violations().stream().map(Violation::description))
                .contains(
                        "--port: 99999 (expected: 0..65535)",
                        "--demo: maybe (expected: true or false)",
                        "RECO_ADMIN_PORT: http (expected: 0..65535 or off)",
                        "RECO_DEADLINE_MAX: 0s (expected: 1ms..1h, such as 500ms, 5s or 1m)",
                        "RECO_SHUTDOWN_GRACE: 2h (expected: 0s..1h, such as 500ms, 5s or 1m)",
                        "RECO_HOST: no such host (expected: an address or a name of this machine)")
                .anyMatch(text -> text.startsWith("RECO_PROT: unknown (expected: one of RECO_ADMIN_PORT, "))
                .hasSize(7);
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
        // Of a service named reco-admin.
        environment.put("RECO_ADMIN_SERVICE_HOST", "10.96.0.18");
        environment.put("RECO_ADMIN_PORT", "tcp://[fd00::1]:8890");
        environment.put("RECO_ADMIN_PORT_8890_TCP_ADDR", "fd00::1");

        ServerConfig config = ServerConfig.read(Map.of(), environment);

        assertThat(config).isEqualTo(ServerConfig.read(Map.of(), Map.of()));
        assertThat(ServerConfig.linkVariables(environment))
                .containsExactlyElementsOf(
                        environment.keySet().stream().sorted().toList());
    }

    @Test
    void whatADockerLinkMakesIsNoSetting() {
        Map<String, String> environment = Map.of(
                "RECO_NAME", "/web/reco",
                "RECO_ENV_RECO_DATA", "/data",
                "RECO_PORT", "tcp://172.17.0.5:8889",
                "RECO_PORT_8889_TCP_ADDR", "172.17.0.5");

        assertThat(ServerConfig.read(Map.of(), environment)).isEqualTo(ServerConfig.read(Map.of(), Map.of()));
        assertThat(ServerConfig.linkVariables(environment)).hasSize(4);
    }

    @Test
    void aBadPortOrAMisspeltNameIsNotTakenForALink() {
        Map<String, String> environment = Map.of(
                "RECO_PORT", "tcp://10.96.0.17",
                "RECO_ADMIN_PORT", "http://localhost:8890",
                "RECO_PORTS", "tcp://10.96.0.17:8889",
                "RECO_NAME", "reco",
                "RECO_ENV_RECO_DATA", "/data",
                "RECO_SERVICE_HOSTS", "10.96.0.17");

        Refusal refusal = catchThrowableOfType(Refusal.class, () -> ServerConfig.read(Map.of(), environment));

        assertThat(refusal.violations()).hasSize(environment.size());
        assertThat(ServerConfig.linkVariables(environment)).isEmpty();
    }

    @Test
    void bothPortsMayBeFreeOnesButNotOneAndTheSame() {
        assertThat(ServerConfig.read(Map.of(Setting.PORT, "0", Setting.ADMIN_PORT, "0"), Map.of())
                        .adminPort())
                .hasValue(0);

        Refusal refusal =
                catchThrowableOfType(Refusal.class, () -> ServerConfig.read(Map.of(Setting.PORT, "8890"), Map.of()));

        assertThat(refusal).hasMessage("RECO_ADMIN_PORT: 8890 (expected: another one than RECO_PORT)");
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

        assertThat(config.summary()).contains("signing_keys=[a:***, b:***]").doesNotContain(SECRET_BASE64);
        assertThat(config.toString()).contains("a:***").doesNotContain(SECRET_BASE64);
        assertThat(refusal.getMessage())
                .contains("RECO_SIGNING_KEYS: key 2 of 3 (expected: ", "RECO_SIGNING_KEYS: key 3 of 3 (expected: ")
                .contains("RECO_SIGNING_KEY: unknown")
                .doesNotContain(SECRET_BASE64, shortSecret);
    }

    private static Duration drainDelay(String host) {
        return ServerConfig.read(Map.of(Setting.HOST, host), Map.of()).drainDelay();
    }

    private static SigningKey key(String id) {
        return new SigningKey(id, new SecretKeySpec(SECRET, "HmacSHA256"));
    }
}
