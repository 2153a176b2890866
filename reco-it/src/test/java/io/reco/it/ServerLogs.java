package io.reco.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Where the servers of this run write what they say: {@code target/server-logs}. */
final class ServerLogs {

    private ServerLogs() {}

    static Path file(String server) {
        try {
            Path folder = Files.createDirectories(Path.of(System.getProperty("reco.it.logs", "target/server-logs")));
            return folder.resolve(server + ".log");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void append(String server, String text) {
        try {
            Files.writeString(file(server), text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
