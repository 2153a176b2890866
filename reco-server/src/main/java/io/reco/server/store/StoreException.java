package io.reco.server.store;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * A store that cannot be opened, for a reason an operator can act on. The message says all: {@code store: value (expected: …)}.
 */
public final class StoreException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient @Nullable Path damagedFile;
    private final String damage;

    private StoreException(String message, @Nullable Throwable cause) {
        this(message, null, "", cause);
    }

    private StoreException(String message, @Nullable Path damagedFile, String damage, @Nullable Throwable cause) {
        super(message, cause);
        this.damagedFile = damagedFile;
        this.damage = damage;
    }

    /** What is wrong with the data directory {@code data}. */
    public static StoreException of(Object data, String expected, @Nullable Throwable cause) {
        return new StoreException("store: " + data + " (expected: " + expected + ")", cause);
    }

    /** A file of the store in {@code directory} that is not what was written. */
    public static StoreException damaged(Path directory, Path file, String what, @Nullable Throwable cause) {
        return new StoreException(
                "store: " + file + " is damaged, " + what + " (expected: as it was written; 'reco verify --store "
                        + directory + "' tells all that is wrong, 'reco repair --store " + directory
                        + "' keeps what can be kept, 'reco restore' makes a store of a backup)",
                file,
                what,
                cause);
    }

    /** A folder that native code cannot be unpacked into, or not run from. */
    public static StoreException nativeCode(String folder, String reason) {
        return new StoreException(
                "native code: " + folder
                        + " (expected: a folder that can be written to and allows native code to run; here: "
                        + reason
                        + "; another one is taken with -Djava.io.tmpdir=DIR or ROCKSDB_SHAREDLIB_DIR=DIR, and a"
                        + " container's /tmp allows it with --tmpfs /tmp:exec)",
                null);
    }

    /** The file that is damaged, if that is the reason. */
    public Optional<Path> damagedFile() {
        return Optional.ofNullable(damagedFile);
    }

    /** What is wrong with that file; empty when none is damaged. */
    public String damage() {
        return damage;
    }

    /** A clock that is far behind what was accepted before. */
    public static StoreException clock(Instant now, Instant accepted) {
        return new StoreException(
                "clock: " + now + " (expected: " + accepted
                        + " or later, when the store accepted its newest fact; was the"
                        + " clock wrong then, 'reco repair --clock' cuts what is stored to now)",
                null);
    }
}
