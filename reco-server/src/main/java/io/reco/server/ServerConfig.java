package io.reco.server;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

import io.reco.server.access.quota.Quotas;
import io.reco.server.config.Form;
import io.reco.server.config.Setting;
import io.reco.server.config.SettingReader;
import io.reco.server.config.SettingValue;
import io.reco.server.config.value.SigningKey;
import io.reco.server.domain.refusal.Refusal;
import io.reco.server.model.settings.Parameter;
import io.reco.server.tls.ClientCertificates;

/**
 * What an operator set, in sections. Sealed once read: nothing else in the server looks at flags, variables or files. What can
 * be set, and how, is in {@link Settings}.
 *
 * @param telemetry OpenTelemetry's own variables, as they are
 * @param settings all of it as text, with where it comes from and without secrets, in the order of {@link Settings#ALL}
 */
public record ServerConfig(
        Network network,
        Web web,
        Security security,
        StoreConfig store,
        Engine engine,
        Map<String, String> telemetry,
        List<SettingValue> settings) {

    /** Of a wrong one of these it is not known what is missing. */
    private static final Setting<?>[] RULED = {
        Settings.HOST,
        Settings.TOKENS,
        Settings.CLIENT_ROLES,
        Settings.JWT_JWKS,
        Settings.TLS_CERT,
        Settings.TLS_KEY,
        Settings.TLS_CLIENT_CA,
        Settings.TLS_CLIENT_AUTH,
        Settings.INSECURE
    };

    private static final String NO_HTTP = "nothing, without an HTTP port";

    public ServerConfig {
        telemetry = Map.copyOf(telemetry);
        settings = List.copyOf(settings);
    }

    /**
     * Ports and calls.
     *
     * @param host address that both ports listen on
     * @param port 0..65535; 0 takes a free one
     * @param httpPort 0..65535, 0 takes a free one; empty for no HTTP port
     * @param deadlineMax no call runs longer, whatever deadline it came with
     * @param drainDelay how long a stopping server still takes calls after it reports NOT_SERVING
     * @param shutdownGrace how long calls under way may then take to end
     */
    public record Network(
            String host,
            int port,
            OptionalInt httpPort,
            Duration deadlineMax,
            Duration drainDelay,
            Duration shutdownGrace) {

        private static Network read(SettingReader reader) {
            String host = reader.value(Settings.HOST);
            int port = reader.value(Settings.PORT);
            OptionalInt httpPort = reader.value(Settings.HTTP_PORT);
            if (port != 0 && httpPort.equals(OptionalInt.of(port)) && reader.sound(Settings.PORT, Settings.HTTP_PORT)) {
                reader.refuse(Settings.HTTP_PORT, port, "another one than " + Settings.PORT.flag());
            }
            /* The delay gives load balancers the time to see NOT_SERVING; none watches a loopback address, and whoever tries
             * the server from a terminal should not wait for it to stop. */
            boolean loopback = isLoopback(host);
            return new Network(
                    host,
                    port,
                    httpPort,
                    reader.value(Settings.DEADLINE_MAX),
                    reader.value(Settings.DRAIN_DELAY, loopback ? "0s" : "5s"),
                    reader.value(Settings.SHUTDOWN_GRACE));
        }

        /** Whether only this machine reaches the ports. */
        public boolean isLoopback() {
            return isLoopback(host);
        }

        private static boolean isLoopback(String host) {
            return Form.addressesOf(host).stream().allMatch(InetAddress::isLoopbackAddress);
        }
    }

    /**
     * Which requests the HTTP port takes.
     *
     * @param hosts names that they may be sent to, in lower case, beside addresses and localhost
     * @param origins of web pages that may call, as browsers write them
     * @param console whether it shows pages for people, too
     */
    public record Web(Set<String> hosts, Set<String> origins, boolean console) {

        public Web {
            hosts = Set.copyOf(hosts);
            origins = Set.copyOf(origins);
        }

        private static Web read(SettingReader reader, Network network) {
            Web web = new Web(
                    reader.value(Settings.HTTP_HOSTS),
                    reader.value(Settings.CORS_ORIGINS),
                    reader.value(Settings.CONSOLE));
            if (network.httpPort().isEmpty()) {
                reader.refuseUnused(NO_HTTP, Settings.HTTP_HOSTS, Settings.CORS_ORIGINS);
            }
            return web;
        }
    }

    /**
     * Who may do what.
     *
     * @param signingKeys the first signs exposure tokens, all verify; empty: one is made and kept in the store
     * @param tls of both ports; empty: plaintext
     * @param access who is let in
     * @param quotas how much each caller may do in a second
     * @param insecure whether other machines are served although some of that is missing
     */
    public record Security(
            List<SigningKey> signingKeys,
            Optional<TlsConfig> tls,
            AccessConfig access,
            Quotas quotas,
            boolean insecure) {

        public Security {
            signingKeys = List.copyOf(signingKeys);
        }

        private static Security read(SettingReader reader, Network network) {
            Security security = new Security(
                    signingKeys(reader),
                    TlsConfig.read(reader),
                    AccessConfig.read(reader),
                    reader.value(Settings.QUOTAS),
                    reader.value(Settings.INSECURE));
            security.refuseUnused(network, reader);
            List<String> missing = security.missing();
            if (!network.isLoopback() && !security.insecure && !missing.isEmpty() && reader.sound(RULED)) {
                reader.refuse(
                        Settings.HOST,
                        network.host(),
                        String.join(", and ", missing)
                                + "; or an address that only this machine reaches, such as 127.0.0.1;"
                                + " or --insecure (RECO_INSECURE=true), which permits what is missing");
            }
            return security;
        }

        private void refuseUnused(Network network, SettingReader reader) {
            if (network.httpPort().isEmpty() && access.metrics().isThere()) {
                reader.refuseUnused(NO_HTTP, Settings.METRICS);
            }
            if (access.ways().clientRoles().isPresent()
                    && tls.map(TlsConfig::clientCertificates).equals(Optional.of(ClientCertificates.OFF))) {
                reader.refuse(
                        Settings.TLS_CLIENT_AUTH,
                        "off",
                        "optional or required, as there is " + Settings.CLIENT_ROLES.flag());
            }
            if (reader.sound(Settings.QUOTAS, Settings.JWT_JWKS)) {
                quotas.unused(access.authenticates())
                        .forEach(name -> reader.refuse(
                                Settings.QUOTAS,
                                name,
                                access.authenticates()
                                        ? "roles or reader, as callers are asked who they are"
                                        : "anybody, as nobody is asked who they are"));
            }
        }

        private static List<SigningKey> signingKeys(SettingReader reader) {
            List<SigningKey> keys = reader.value(Settings.SIGNING_KEYS);
            Optional<Path> file = reader.value(Settings.SIGNING_KEYS_FILE);
            if (file.isEmpty()) {
                return keys;
            }
            if (!keys.isEmpty()) {
                reader.refuse(
                        Settings.SIGNING_KEYS_FILE, file.get(), "no " + Settings.SIGNING_KEYS.flag() + " beside it");
                return keys;
            }
            return SigningKey.read(
                            file.get(), (value, expected) -> reader.refuse(Settings.SIGNING_KEYS_FILE, value, expected))
                    .orElse(List.of());
        }

        /** What a server that other machines reach should have, and has not. */
        public List<String> missing() {
            List<String> missing = new ArrayList<>();
            if (tls.isEmpty()) {
                missing.add("TLS, by " + Settings.TLS_CERT.flag() + " and " + Settings.TLS_KEY.flag());
            }
            if (!authenticates()) {
                missing.add("callers who say who they are, by " + Settings.TOKENS.flag() + ", "
                        + Settings.JWT_JWKS.flag() + " or " + Settings.TLS_CLIENT_CA.flag());
            }
            return missing;
        }

        private boolean authenticates() {
            return access.authenticates()
                    || tls.map(TlsConfig::clientCertificates).equals(Optional.of(ClientCertificates.REQUIRED));
        }
    }

    /**
     * How pages are made.
     *
     * @param numbers what is set otherwise than by default
     */
    public record Engine(Map<Parameter, Double> numbers) {

        public Engine {
            numbers = Map.copyOf(numbers);
        }
    }

    /**
     * Reads the settings.
     *
     * @param flags values given on the command line
     * @param environment all variables; only those that begin with {@code RECO_} are looked at, and with {@code OTEL_} kept
     * @throws Refusal (INVALID) naming every bad value, every unknown variable and every unknown key of a file at once
     */
    public static ServerConfig read(Map<? extends Setting<?>, String> flags, Map<String, String> environment) {
        SettingReader reader = new SettingReader(Settings.ALL, flags, environment);
        reader.value(Settings.CONFIG).ifPresent(file -> reader.add(Settings.CONFIG, file));
        Network network = Network.read(reader);
        Web web = Web.read(reader, network);
        Security security = Security.read(reader, network);
        StoreConfig store = StoreConfig.read(reader);
        Engine engine = new Engine(reader.value(Settings.ENGINE));
        return new ServerConfig(network, web, security, store, engine, telemetry(environment), reader.finish());
    }

    private static Map<String, String> telemetry(Map<String, String> environment) {
        Map<String, String> telemetry = new HashMap<>(environment);
        telemetry.keySet().removeIf(name -> !name.startsWith("OTEL_"));
        return telemetry;
    }
}
