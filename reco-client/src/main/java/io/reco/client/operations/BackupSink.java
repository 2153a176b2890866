package io.reco.client.operations;

import java.io.IOException;
import java.io.OutputStream;

/** Where a backup is written to. What it is given holds readers' data and the key that signs tokens: keep it from others. */
@FunctionalInterface
public interface BackupSink {
    /**
     * Opens one file of the backup. Files come one after the other; each is closed before the next is opened.
     *
     * @param path the file's path within the backup: relative, with {@code /}, no part of it {@code .} or {@code ..}
     */
    OutputStream open(String path) throws IOException;
}
