package io.reco.server.store.rocksdb.files;

import java.nio.file.Path;

/**
 * What is wrong with a file.
 *
 * @param what a short sentence without its subject, which is the file
 */
public record Fault(Path file, String what) {

    @Override
    public String toString() {
        return file + ": " + what;
    }
}
