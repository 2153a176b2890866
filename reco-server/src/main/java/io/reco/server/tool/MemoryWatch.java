package io.reco.server.tool;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.function.DoubleSupplier;
import java.util.logging.Handler;
import java.util.logging.LogRecord;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.reco.server.domain.refusal.OutOfMemory;

/**
 * Ends the process when memory has run out, as {@code -XX:+ExitOnOutOfMemoryError} would, which a jar cannot ask for: a
 * server that lost a thread, or half of a change, is worse than one that starts again. Errors come from three sides: threads
 * that they end, {@link OutOfMemory#report}, and the log, where libraries say what they caught. What libraries keep to
 * themselves is noticed by a thread that looks at the heap now and then, and takes a little of it.
 *
 * <p>Whatever is needed for the end is there from the beginning, classes included: a handler that has to load one then fails
 * for want of memory itself, and the process lives on without the thread.
 */
final class MemoryWatch {

    private static final Logger log = LoggerFactory.getLogger(MemoryWatch.class);

    /** What {@code -XX:+ExitOnOutOfMemoryError} exits with. */
    static final int EXIT_CODE = 3;

    private static final byte[] LAST_WORDS =
            "reco: out of memory, so this process ends (expected: a larger heap, -Xmx or the container's limit)\n"
                    .getBytes(StandardCharsets.UTF_8);
    private static final FileOutputStream ERR = new FileOutputStream(FileDescriptor.err);
    private static final Runtime RUNTIME = Runtime.getRuntime();
    private static final int RESERVE_BYTES = 1 << 20;
    private static final int TASTE_BYTES = 1 << 16;

    // Let go at the end, for what the virtual machine itself may need then.
    @SuppressWarnings("UnusedVariable") // there to be held
    private static volatile byte @Nullable [] reserve;

    // Kept until the next look, so that it is really taken.
    @SuppressWarnings("UnusedVariable") // there to be held
    private static volatile byte @Nullable [] taste;

    private final GarbageCollectorMXBean[] collectors;
    private final DoubleSupplier networkUsed;
    private final Exhaustion exhaustion;

    private MemoryWatch(GarbageCollectorMXBean[] collectors, DoubleSupplier networkUsed) {
        this.collectors = collectors;
        this.networkUsed = networkUsed;
        this.exhaustion = new Exhaustion(System.nanoTime(), collectingMillis(collectors));
    }

    /**
     * For this whole process, for good.
     *
     * @param networkUsed what part of the memory of connections, outside of the heap, is taken, 0..1
     */
    static void install(DoubleSupplier networkUsed) {
        prepare();
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
        MemoryWatch watch = new MemoryWatch(pausing(), networkUsed);
        watch.look();
        Thread thread = new Thread(watch::run, "memory-watch");
        thread.setDaemon(true);
        thread.start();
    }

    /** Goes the way of the end but for its last step, so that all of it is loaded. */
    private static void prepare() {
        reserve = new byte[RESERVE_BYTES];
        if (!OutOfMemory.causes(new IllegalStateException(new OutOfMemoryError()))) {
            throw new IllegalStateException("Out of memory is not recognized.");
        }
        try {
            ERR.write(LAST_WORDS, 0, 0);
        } catch (IOException e) {
            log.warn("standard error takes nothing", e);
        }
        Thread hook = new Thread(() -> {}); // loads what halting needs
        RUNTIME.addShutdownHook(hook);
        RUNTIME.removeShutdownHook(hook);
    }

    /** The collectors whose time is time that the program waits; that of cycles beside it is not. */
    private static GarbageCollectorMXBean[] pausing() {
        return ManagementFactory.getGarbageCollectorMXBeans().stream()
                .filter(collector -> !collector.getName().endsWith(" Cycles"))
                .toArray(GarbageCollectorMXBean[]::new);
    }

    private static long collectingMillis(GarbageCollectorMXBean[] collectors) {
        long millis = 0;
        for (GarbageCollectorMXBean collector : collectors) {
            millis += Math.max(0, collector.getCollectionTime());
        }
        return millis;
    }

    private void run() {
        try {
            while (true) {
                Thread.sleep(Exhaustion.LOOK_MILLIS);
                look();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // nobody does
        }
    }

    /** An error of the little that it takes ends this thread, and so the process. */
    private void look() {
        taste = new byte[TASTE_BYTES];
        long max = RUNTIME.maxMemory();
        long free = max - (RUNTIME.totalMemory() - RUNTIME.freeMemory());
        if (exhaustion.shownBy(System.nanoTime(), collectingMillis(collectors), free, max)
                || exhaustion.shownByNetwork(networkUsed.getAsDouble())) {
            end();
        }
    }

    private static void endIfOutOfMemory(Throwable failure) {
        if (OutOfMemory.causes(failure)) {
            end();
        }
    }

    private static void end() {
        reserve = null;
        taste = null;
        try {
            ERR.write(LAST_WORDS, 0, LAST_WORDS.length);
        } catch (IOException | RuntimeException | Error e) {
            // Nobody listens; ending is what counts.
        } finally {
            RUNTIME.halt(EXIT_CODE);
        }
    }
}
