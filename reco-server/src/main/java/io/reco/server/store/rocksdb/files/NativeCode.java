package io.reco.server.store.rocksdb.files;

import java.util.Map;
import java.util.Objects;

import org.rocksdb.RocksDB;

import io.reco.server.store.StoreException;

/**
 * RocksDB's library of native code. It is taken from {@code java.library.path} where it is there, and else unpacked from its jar
 * into a folder, which must allow that code runs from it.
 */
public final class NativeCode {

    /** RocksDB's own variable for the folder. */
    private static final String FOLDER = "ROCKSDB_SHAREDLIB_DIR";

    private NativeCode() {}

    /** Once it is loaded this does nothing. */
    public static void load() {
        try {
            RocksDB.loadLibrary();
        } catch (UnsatisfiedLinkError | RuntimeException e) {
            throw StoreException.nativeCode(folder(System.getenv()), because(e));
        }
    }

    static String folder(Map<String, String> environment) {
        String chosen = environment.getOrDefault(FOLDER, "");
        return chosen.isEmpty() ? Objects.requireNonNull(System.getProperty("java.io.tmpdir")) : chosen;
    }

    /** What the system said, without the path that RocksDB chose; an unpacking that failed says it in its cause. */
    private static String because(Throwable e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        String message = String.valueOf(cause.getMessage());
        return message.substring(message.lastIndexOf(": ") + 1).strip();
    }
}
