package io.reco.client.internal.backup;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.reco.api.v1.BackupResponse;
import io.reco.client.Operation;
import io.reco.client.RecommendException.Code;
import io.reco.client.internal.wire.Failures;
import io.reco.client.operations.BackupResult;
import io.reco.client.operations.BackupSink;

/** Puts the pieces of a backup together. Used by one thread at a time. */
public final class BackupFiles implements Consumer<BackupResponse> {
    private static final List<String> NO_NAMES = List.of("", ".", "..");

    private final BackupSink sink;
    private String path = "";
    private @Nullable OutputStream file;
    private int count;
    private long bytes;
    private boolean whole;
    private long position;

    public BackupFiles(BackupSink sink) {
        this.sink = sink;
    }

    @Override
    public synchronized void accept(BackupResponse piece) {
        try {
            if (!piece.getPath().isEmpty() && !(piece.getPath().equals(path) && file != null)) {
                next(piece.getPath());
            }
            if (file != null) {
                piece.getData().writeTo(file);
                bytes += piece.getData().size();
            }
            if (piece.getLast()) {
                close();
                whole = true;
                position = piece.getPosition();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(path + ": " + e.getMessage(), e);
        }
    }

    private void next(String next) throws IOException {
        close();
        if (next.indexOf('\\') >= 0 || Arrays.stream(next.split("/", -1)).anyMatch(NO_NAMES::contains)) {
            throw Failures.local(
                    Operation.BACKUP, Code.INTERNAL, "path: " + next + " (expected: a path within the backup)", null);
        }
        path = next;
        file = sink.open(next);
        count++;
    }

    private void close() throws IOException {
        if (file != null) {
            file.close();
            file = null;
        }
    }

    /** After a failure, which has been told already. */
    public synchronized void closeQuietly() {
        try {
            close();
        } catch (IOException e) {
            // The call has failed, and its files are not whole.
        }
    }

    /**
     * What came.
     *
     * @throws io.reco.client.RecommendException with code DATA_LOSS when the last piece is missing
     */
    public synchronized BackupResult finish() {
        if (!whole) {
            throw Failures.local(
                    Operation.BACKUP, Code.DATA_LOSS, "ended after " + count + " files without its last piece", null);
        }
        return new BackupResult(position, count, bytes);
    }
}
