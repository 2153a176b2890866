package io.reco.server.store.valkey.segment;

import java.nio.file.Path;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

/** Facts that the log has, and that this server cannot read. The message says which file, and what to do. */
public final class SegmentException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private SegmentException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** Of the file that has a partition's facts after a position, whatever its end. */
    public static SegmentException missing(Path directory, long after) {
        return new SegmentException(
                String.format(
                        Locale.ROOT,
                        "log: %s/%019d-… is missing (expected: it, as it is in the log and not in the cluster any more; has"
                                + " --snapshots the directory that all servers share? Else put a copy of the file back)",
                        directory,
                        after),
                null);
    }

    static SegmentException damaged(Path file, String what, @Nullable Throwable cause) {
        return new SegmentException(
                "log: " + file + " is damaged, " + what
                        + " (expected: as it was written; put a copy of it back, or move it"
                        + " away: a server that starts then learns from what the store keeps of readers, without the log)",
                cause);
    }

    /** Of a file that whoever keeps the store has to have before it writes on. */
    public static SegmentException notWritten(Path directory, long upTo) {
        return new SegmentException(
                String.format(
                        Locale.ROOT,
                        "log: %s/…-%019d is missing (expected: it, before the log is written on there; has --snapshots the"
                                + " directory that all servers share?)",
                        directory,
                        upTo),
                null);
    }
}
