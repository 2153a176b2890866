package io.reco.server;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

import io.reco.server.domain.refusal.Refusal;
import io.reco.server.domain.refusal.Refusal.Violation;
import io.reco.server.model.settings.Parameter;

/**
 * Everything an operator can set. Sealed once read: nothing else in the server looks at flags or variables.
 *
 * @param host address that both ports listen on
 * @param port 0..65535; 0 takes a free one
 * @param adminPort 0..65535, 0 takes a free one; empty for no admin port
 * @param data directory of the embedded store
 * @param demo whether an empty store is filled with simulated content
 * @param signingKeys the first signs exposure tokens, all verify; empty: one is made and kept in the store
 * @param deadlineMax no call runs longer, whatever deadline it came with
 * @param drainDelay how long a stopping server still takes calls after it reports NOT_SERVING
 * @param shutdownGrace how long calls under way may then take to end
 * @param reflection whether the server describes its services to callers
 * @param engine what of the recommendation engine is set otherwise than by default
 */
public record ServerConfig(
        String host,
        int port,
        OptionalInt adminPort,
        Path data,
        boolean demo,
        List<SigningKey> signingKeys,
        Duration deadlineMax,
        Duration drainDelay,
        Duration shutdownGrace,
        boolean reflection,
        Map<Parameter, Double> engine) {

    private static final String PREFIX = "RECO_";
    private static final Duration DRAIN_DELAY_DEFAULT = Duration.ofSeconds(5);
    private static final Duration TIME_MAX = Duration.ofHours(1);
    private static final int SECRET_BYTES_MIN = 16;
    private static final Pattern KEY_ID = Pattern.compile("[A-Za-z0-9_-]{1,32}");

    public ServerConfig {
        signingKeys = List.copyOf(signingKeys);
        engine = Map.copyOf(engine);
    }

    /** One key of exposure tokens. Its text never shows the secret. */
    public record SigningKey(String id, SecretKey secret) {
        @Override
        public String toString() {
            return id + ":***";
        }
    }

    /** What can be set, by a flag or by a variable of the environment. The flag wins; an empty variable counts as unset. */
    public enum Setting {
        HOST("127.0.0.1", "ADDRESS", "address that both ports listen on; 0.0.0.0 for all"),
        PORT("8889", "PORT", "gRPC port; 0 takes a free one"),
        ADMIN_PORT("8890", "PORT", "port of /metrics, /healthz and /readyz; 0 takes a free one, 'off' opens none"),
        DATA("reco-data", "DIR", "directory of the store"),
        DEMO("false", "true|false", "fill an empty store with a simulated newsroom"),
        SIGNING_KEYS("", "ID:BASE64,…", "keys of exposure tokens, the first signs; none: one is made and kept"),
        DEADLINE_MAX("5s", "TIME", "longest time a call may take, such as 500ms, 5s or 1m"),
        DRAIN_DELAY("", "TIME", "time between NOT_SERVING and refusing calls; unset: 5s, or 0s on a loopback address"),
        SHUTDOWN_GRACE("30s", "TIME", "time that calls under way get to end"),
        REFLECTION("true", "true|false", "describe the services to callers"),
        ENGINE(
                "",
                "NAME=VALUE,…",
                "numbers of the recommendation engine, such as 'evaluate --tune' prints; none: defaults");

        private final String fallback;
        private final String placeholder;
        private final String description;

        Setting(String fallback, String placeholder, String description) {
            this.fallback = fallback;
            this.placeholder = placeholder;
            this.description = description;
        }

        /** Such as {@code --admin-port}. */
        public String flag() {
            return "--" + name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        /** Such as {@code RECO_ADMIN_PORT}. */
        public String variable() {
            return PREFIX + name();
        }

        /** What holds when nothing is set; empty when that depends on something else. */
        public String fallback() {
            return fallback;
        }

        /** What its value looks like. */
        public String placeholder() {
            return placeholder;
        }

        public String description() {
            return description;
        }
    }

    /**
     * Reads the settings.
     *
     * @param flags values given on the command line
     * @param environment all variables; only those that begin with {@code RECO_} are looked at
     * @throws Refusal (INVALID) naming every bad value and every unknown {@code RECO_} variable at once
     */
    public static ServerConfig read(Map<Setting, String> flags, Map<String, String> environment) {
        Reading reading = new Reading(flags, environment);
        reading.refuseUnknownVariables();
        String host = reading.host();
        int port = reading.port(Setting.PORT);
        OptionalInt adminPort = reading.adminPort(port);
        ServerConfig config = new ServerConfig(
                host,
                port,
                adminPort,
                Path.of(reading.value(Setting.DATA)),
                reading.flag(Setting.DEMO),
                reading.signingKeys(),
                reading.time(Setting.DEADLINE_MAX, Duration.ofMillis(1)),
                reading.drainDelay(host),
                reading.time(Setting.SHUTDOWN_GRACE, Duration.ZERO),
                reading.flag(Setting.REFLECTION),
                reading.engine());
        if (!reading.violations.isEmpty()) {
            throw Refusal.invalid(reading.violations);
        }
        return config;
    }

    /**
     * The variables that look like settings of ours and are not: an orchestrator made them, because a service of its own is
     * named {@code reco}. Sorted; {@link #read} leaves them alone.
     */
    public static List<String> linkVariables(Map<String, String> environment) {
        return environment.keySet().stream()
                .filter(name -> name.startsWith(PREFIX) && ServiceLinks.makes(name, environment))
                .sorted()
                .toList();
    }

    /** All settings on one line, secrets masked. */
    public String summary() {
        return "host=" + host
                + " port=" + port
                + " admin_port=" + (adminPort.isPresent() ? adminPort.getAsInt() : "off")
                + " data=" + data
                + " demo=" + demo
                + " signing_keys=" + signingKeys
                + " deadline_max=" + text(deadlineMax)
                + " drain_delay=" + text(drainDelay)
                + " shutdown_grace=" + text(shutdownGrace)
                + " reflection=" + reflection
                + " engine=" + Parameter.format(engine);
    }

    private static String text(Duration time) {
        return time.toMillis() % 1000 == 0 ? time.toSeconds() + "s" : time.toMillis() + "ms";
    }

    /** One pass over the sources, which notes what is wrong and goes on. */
    private static final class Reading {
        final List<Violation> violations = new ArrayList<>();
        private final Map<Setting, String> flags;
        private final Map<String, String> environment;

        Reading(Map<Setting, String> flags, Map<String, String> environment) {
            this.flags = flags;
            this.environment = environment;
        }

        void refuseUnknownVariables() {
            Set<String> known =
                    Arrays.stream(Setting.values()).map(Setting::variable).collect(Collectors.toSet());
            String expected =
                    "one of " + String.join(", ", known.stream().sorted().toList());
            for (String name : new TreeMap<>(environment).keySet()) {
                if (name.startsWith(PREFIX) && !known.contains(name) && !ServiceLinks.makes(name, environment)) {
                    // Its value stays unsaid: a misspelt name may hold a secret.
                    violations.add(Violation.of(name, "unknown", expected));
                }
            }
        }

        String value(Setting setting) {
            String flag = flags.get(setting);
            if (flag != null) {
                return flag.strip();
            }
            String variable = environment.getOrDefault(setting.variable(), "").strip();
            boolean unset = variable.isEmpty() || ServiceLinks.makes(setting.variable(), environment);
            return unset ? setting.fallback() : variable;
        }

        String host() {
            String host = value(Setting.HOST);
            if (addressOf(host).isEmpty()) {
                refuse(Setting.HOST, host, "an address or a name of this machine");
            }
            return host;
        }

        int port(Setting setting) {
            String text = value(setting);
            try {
                int port = Integer.parseInt(text);
                if (port >= 0 && port <= 65_535) {
                    return port;
                }
            } catch (NumberFormatException e) {
                // Falls through to the refusal, which says what is expected.
            }
            refuse(setting, text, setting == Setting.ADMIN_PORT ? "0..65535 or off" : "0..65535");
            return 0;
        }

        OptionalInt adminPort(int port) {
            if (value(Setting.ADMIN_PORT).equalsIgnoreCase("off")) {
                return OptionalInt.empty();
            }
            int adminPort = port(Setting.ADMIN_PORT);
            if (adminPort != 0 && adminPort == port) {
                refuse(Setting.ADMIN_PORT, adminPort, "another one than " + Setting.PORT.variable());
            }
            return OptionalInt.of(adminPort);
        }

        boolean flag(Setting setting) {
            String text = value(setting);
            if (!text.equalsIgnoreCase("true") && !text.equalsIgnoreCase("false")) {
                refuse(setting, text, "true or false");
            }
            return text.equalsIgnoreCase("true");
        }

        Map<Parameter, Double> engine() {
            try {
                return Parameter.parse(value(Setting.ENGINE));
            } catch (IllegalArgumentException e) {
                violations.add(Violation.described(Setting.ENGINE.variable(), String.valueOf(e.getMessage())));
                return Map.of();
            }
        }

        Duration time(Setting setting, Duration min) {
            String text = value(setting);
            Optional<Duration> time =
                    TimeSpans.parse(text).filter(span -> span.compareTo(min) >= 0 && span.compareTo(TIME_MAX) <= 0);
            if (time.isPresent()) {
                return time.get();
            }
            refuse(setting, text, text(min) + "..1h, such as 500ms, 5s or 1m");
            return min;
        }

        /* The delay gives load balancers the time to see NOT_SERVING; none watches a loopback address, and whoever tries
         * the server from a terminal should not wait for it to stop. */
        Duration drainDelay(String host) {
            if (!value(Setting.DRAIN_DELAY).isEmpty()) {
                return time(Setting.DRAIN_DELAY, Duration.ZERO);
            }
            boolean loopback = addressOf(host).stream().allMatch(InetAddress::isLoopbackAddress);
            return loopback ? Duration.ZERO : DRAIN_DELAY_DEFAULT;
        }

        List<SigningKey> signingKeys() {
            List<SigningKey> keys = new ArrayList<>();
            Set<String> ids = new HashSet<>();
            String text = value(Setting.SIGNING_KEYS);
            if (text.isEmpty()) {
                return keys;
            }
            String[] parts = text.split(",", -1);
            for (int i = 0; i < parts.length; i++) {
                String[] idAndSecret = parts[i].strip().split(":", 2);
                String id = idAndSecret[0];
                byte[] secret = idAndSecret.length == 2 ? decode(idAndSecret[1]) : new byte[0];
                if (!KEY_ID.matcher(id).matches() || secret.length < SECRET_BYTES_MIN || !ids.add(id)) {
                    String expected = "ID:BASE64 with an id of its own of 1..32 letters, digits, _ or -"
                            + " and at least " + SECRET_BYTES_MIN + " bytes of base64";
                    refuse(Setting.SIGNING_KEYS, "key " + (i + 1) + " of " + parts.length, expected);
                } else {
                    keys.add(new SigningKey(id, new SecretKeySpec(secret, "HmacSHA256")));
                }
            }
            return keys;
        }

        /** Of standard or URL-safe base64; empty when it is neither. */
        private static byte[] decode(String base64) {
            try {
                return Base64.getDecoder().decode(base64.replace('-', '+').replace('_', '/'));
            } catch (IllegalArgumentException e) {
                return new byte[0];
            }
        }

        private static List<InetAddress> addressOf(String host) {
            try {
                return host.isEmpty() ? List.of() : List.of(InetAddress.getAllByName(host));
            } catch (UnknownHostException e) {
                return List.of();
            }
        }

        private void refuse(Setting setting, Object value, String expected) {
            String name = flags.containsKey(setting) ? setting.flag() : setting.variable();
            violations.add(Violation.of(name, value, expected));
        }
    }
}
