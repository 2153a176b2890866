package io.reco.server.tool;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.logging.Handler;
import java.util.logging.LogRecord;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.reco.server.domain.refusal.OutOfMemory;

/**
 * Ends the process when memory has run out, as {@code -XX:+ExitOnOutOfMemoryError} would, which a jar cannot ask for: a
 * server that lost a thread, or half of a change, is worse than one that starts again. Errors come from three sides: threads
 * that they end, {@link OutOfMemory#report}, and the log, where libraries say what they caught.
 */
final class MemoryWatch {

    private static final Logger log = LoggerFactory.getLogger(MemoryWatch.class);

    /** What {@code -XX:+ExitOnOutOfMemoryError} exits with. */
    static final int EXIT_CODE = 3;

    // Made beforehand: there may be no memory left for it.
    private static final byte[] LAST_WORDS =
            "reco: out of memory, so this process ends (expected: a larger heap, -Xmx or the container's limit)\n"
                    .getBytes(StandardCharsets.UTF_8);
    private static final FileOutputStream ERR = new FileOutputStream(FileDescriptor.err);

    private MemoryWatch() {}

    /** For this whole process, for good. */
    static void install() {
        Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> {
            endIfOutOfMemory(failure);
            log.error("thread ended by a defect thread={}", thread.getName(), failure);
        });
        java.util.logging.Logger.getLogger("").addHandler(new Handler() {
            @Override
            public void publish(LogRecord record) {
                endIfOutOfMemory(record.getThrown());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        });
    }

    private static void endIfOutOfMemory(Throwable failure) {
        if (!OutOfMemory.causes(failure)) {
            return;
        }
        try {
            ERR.write(LAST_WORDS);
        } catch (IOException | RuntimeException | Error e) {
            // Nobody listens; ending is what counts.
        } finally {
            Runtime.getRuntime().halt(EXIT_CODE);
        }
    }
}
