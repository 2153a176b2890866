package io.reco.server.access.jwt;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

import io.reco.server.access.file.AccessFile;
import io.reco.server.access.file.Reloaded;

/** Keys from a file, read anew when it changes. */
public final class FileKeys implements Keys {

    private final Reloaded<KeySet> keys;

    private FileKeys(Reloaded<KeySet> keys) {
        this.keys = keys;
    }

    /** Those of a file that was {@linkplain #check found good}; looked at every {@code period}. */
    public static FileKeys watch(Path file, Duration period) {
        KeySet first = AccessFile.read(file, KeySet::parse, (place, expected) -> {})
                .orElseThrow(() -> new IllegalStateException(file + ": (expected: " + KeySet.EXPECTED + ")"));
        return new FileKeys(Reloaded.watch("keys of JWTs", file, KeySet::parse, first, period));
    }

    /** Tells what is wrong with a file. */
    public static void check(Path file, AccessFile.Faults faults) {
        AccessFile.check(file, KeySet::parse, faults);
    }

    @Override
    public Optional<KeySet> get() {
        return Optional.of(keys.get());
    }

    @Override
    public boolean renew() {
        return false;
    }

    @Override
    public void close() {
        keys.close();
    }
}
