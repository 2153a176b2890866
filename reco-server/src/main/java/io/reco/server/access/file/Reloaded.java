package io.reco.server.access.file;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.reco.server.files.FileWatch;

/** What a file holds, read anew when it changes. A bad new file changes nothing, and one line says so. */
public final class Reloaded<T> implements Supplier<T>, FileWatch.Follower<T>, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Reloaded.class);

    private final String what;
    private final Path file;
    private final FileWatch<T> watch;
    private volatile T value;

    private Reloaded(String what, Path file, AccessFile.Parser<T> parser, T value, Duration period) {
        this.what = what;
        this.file = file;
        this.value = value;
        this.watch = FileWatch.begin(
                faults -> AccessFile.read(
                        file, parser, (place, expected) -> faults.accept(place + " (expected: " + expected + ")")),
                value,
                this,
                period,
                "reco-access");
    }

    /**
     * Begins with what was read at the start.
     *
     * @param what it is, for the log
     * @param period how often the file is looked at
     */
    public static <T> Reloaded<T> watch(String what, Path file, AccessFile.Parser<T> parser, T value, Duration period) {
        return new Reloaded<>(what, file, parser, value, period);
    }

    /** As of the last good file. */
    @Override
    public T get() {
        return value;
    }

    @Override
    public void changed(T now) {
        value = now;
        log.info("{} read anew file={}", what, file);
    }

    @Override
    public void refused(List<String> faults) {
        log.warn("{} stay as they were, the new file is bad: {}", what, faults.get(0));
    }

    @Override
    public void close() {
        watch.close();
    }
}
