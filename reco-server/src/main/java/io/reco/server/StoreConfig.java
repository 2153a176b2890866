package io.reco.server;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

import io.reco.server.config.SettingReader;
import io.reco.server.config.value.Secret;
import io.reco.server.config.value.StoreLocation;
import io.reco.server.files.PrivateFiles;
import io.reco.server.tls.TlsFiles;

/**
 * What is kept, where, and for how long.
 *
 * @param demo whether an empty store is filled with simulated content
 * @param snapshots directory of the models' snapshots
 * @param logRetention how long accepted facts are kept at least
 * @param logTail how long they stay in the memory of a shared store, too
 * @param readerRetention how long a reader is kept after the last event or page
 */
public record StoreConfig(
        Place place,
        boolean demo,
        Path snapshots,
        Duration logRetention,
        Duration logTail,
        Duration readerRetention,
        Role role) {

    /** What a server does beside following the log. */
    public enum Role {
        /** Answers calls. */
        SERVE("serving"),
        /** Answers none but operators', and does for a shared store what one does for all: snapshots, counts, removal. */
        KEEPER("keeping");

        private final String doing;

        Role(String doing) {
            this.doing = doing;
        }

        /** What a server of this role is doing, in a word. */
        String doing() {
            return doing;
        }
    }

    /** Where the store is. */
    public sealed interface Place {}

    /** In a directory of this server alone. */
    public record Embedded(Path directory) implements Place {}

    /**
     * In a Valkey cluster that servers share.
     *
     * @param nodes some of its processes, of which the others are learned
     * @param authorities who may vouch for the processes' certificates; empty where connections are not encrypted
     * @param ackTimeout how long a write may wait for all copies
     * @param unchecked whether a cluster that lacks a needed setting is used all the same
     */
    public record Shared(
            List<InetSocketAddress> nodes,
            Optional<String> user,
            Optional<Secret> password,
            Optional<Path> authorities,
            Duration ackTimeout,
            boolean unchecked)
            implements Place {

        public Shared {
            nodes = List.copyOf(nodes);
        }
    }

    static StoreConfig read(SettingReader reader) {
        StoreLocation location = reader.value(Settings.STORE);
        Duration logTail = reader.value(Settings.LOG_TAIL);
        Shared cluster = cluster(location, reader);
        Place place = location.directory().<Place>map(Embedded::new).orElse(cluster);
        Role role = reader.value(Settings.ROLE);
        if (role == Role.KEEPER && place instanceof Embedded) {
            reader.refuse(Settings.ROLE, "keeper", "serve, as nobody shares the store of " + Settings.STORE.flag());
        }
        return new StoreConfig(
                place,
                reader.value(Settings.DEMO),
                snapshots(location, reader),
                reader.value(Settings.LOG_RETENTION),
                logTail,
                reader.value(Settings.READER_RETENTION),
                role);
    }

    private static Path snapshots(StoreLocation location, SettingReader reader) {
        String own = location.directory()
                .map(path -> path.resolve("snapshots").toString())
                .orElse("");
        Optional<Path> directory = reader.value(Settings.SNAPSHOTS, own);
        if (directory.isEmpty()) {
            reader.refuse(Settings.SNAPSHOTS, "unset", "a directory that all servers of the shared store have");
        }
        return directory.orElse(Path.of("snapshots"));
    }

    private static Shared cluster(StoreLocation location, SettingReader reader) {
        Optional<String> user = reader.value(Settings.STORE_USER);
        Optional<Secret> password = password(reader);
        Optional<Path> authorities = reader.value(Settings.STORE_TLS_CA);
        Duration ackTimeout = reader.value(Settings.STORE_ACK_TIMEOUT);
        boolean unchecked = reader.value(Settings.STORE_UNCHECKED);
        if (reader.sound(Settings.STORE)) {
            refuseUnused(location, reader);
        }
        if (authorities.isEmpty() && location.tls()) {
            reader.refuse(Settings.STORE_TLS_CA, "unset", "a file, as the store is at valkeys://…");
        }
        if (location.tls()) {
            authorities.ifPresent(file -> TlsFiles.checkAuthorities(
                    file, (part, path, expected) -> reader.refuse(Settings.STORE_TLS_CA, path, expected)));
        }
        if (user.isPresent() && password.isEmpty() && location.directory().isEmpty()) {
            reader.refuse(Settings.STORE_PASSWORD_FILE, "unset", "a file, as there is " + Settings.STORE_USER.flag());
        }
        return new Shared(location.nodes(), user, password, authorities, ackTimeout, unchecked);
    }

    private static void refuseUnused(StoreLocation location, SettingReader reader) {
        if (!location.tls()) {
            reader.refuseUnused("nothing, without a store at valkeys://…", Settings.STORE_TLS_CA);
        }
        if (location.directory().isPresent()) {
            reader.refuseUnused(
                    "nothing, without a store at valkey://…",
                    Settings.STORE_USER,
                    Settings.STORE_PASSWORD,
                    Settings.STORE_PASSWORD_FILE,
                    Settings.STORE_ACK_TIMEOUT,
                    Settings.STORE_UNCHECKED,
                    Settings.LOG_TAIL);
        }
    }

    private static Optional<Secret> password(SettingReader reader) {
        Optional<Secret> given = reader.value(Settings.STORE_PASSWORD);
        Optional<Path> file = reader.value(Settings.STORE_PASSWORD_FILE);
        if (file.isEmpty()) {
            return given;
        }
        if (given.isPresent()) {
            reader.refuse(
                    Settings.STORE_PASSWORD_FILE, file.get(), "no " + Settings.STORE_PASSWORD.flag() + " beside it");
        } else if (PrivateFiles.isOpenToOthers(file.get())) {
            reader.refuse(Settings.STORE_PASSWORD_FILE, file.get(), PrivateFiles.EXPECTED);
        }
        return Optional.of(firstLine(file.get(), reader));
    }

    private static Secret firstLine(Path file, SettingReader reader) {
        try {
            String line = Files.readString(file).lines().findFirst().orElse("").strip();
            if (!line.isEmpty()) {
                return new Secret(line);
            }
        } catch (IOException e) {
            // told below
        }
        reader.refuse(Settings.STORE_PASSWORD_FILE, file, "a file whose first line is the password, and can be read");
        return new Secret("");
    }
}
