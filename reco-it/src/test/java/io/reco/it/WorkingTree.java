package io.reco.it;

import java.nio.file.Files;
import java.nio.file.Path;

/** What this build built. */
final class WorkingTree {

    private WorkingTree() {}

    /** The root of the working tree. */
    static Path root() {
        return Path.of(System.getProperty("reco.it.repository", ".."))
                .toAbsolutePath()
                .normalize();
    }

    /** The packaged server: {@code reco-server.jar}, and {@code lib/} beside it. */
    static Path application() {
        Path folder = root().resolve("reco-server/target/app");
        if (!Files.exists(folder.resolve("reco-server.jar"))) {
            throw new IllegalStateException(folder + ": no reco-server.jar (expected: mvn package ran before)");
        }
        return folder;
    }
}
