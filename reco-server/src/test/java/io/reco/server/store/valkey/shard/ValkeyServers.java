package io.reco.server.store.valkey.shard;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether there is a server program here to test with. */
final class ValkeyServers {

    private static final Logger log = LoggerFactory.getLogger(ValkeyServers.class);

    private ValkeyServers() {}

    /** Skips the test where there is none; fails in a run that must be complete. */
    static void needed() {
        boolean there = Pattern.compile(java.io.File.pathSeparator)
                .splitAsStream(System.getenv("PATH"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "valkey-server")));
        if (there) {
            return;
        }
        if (Boolean.getBoolean("reco.it.complete")) {
            throw new AssertionError("reco.it.complete: true, but missing here: valkey-server");
        }
        log.warn("SKIPPED for lack of valkey-server");
        assumeTrue(false, "needs valkey-server");
    }
}
