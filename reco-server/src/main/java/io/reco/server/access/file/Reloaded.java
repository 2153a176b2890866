package io.reco.server.access.file;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.reco.server.threads.Threads;

/**
 * What a file holds, read anew when it changes. It is compared byte for byte, as neither times nor notices of the file system
 * tell of every change of a file that is a link into another directory, which is how Kubernetes changes one. What is found is
 * taken once it was found twice. A bad new file changes nothing, and one line says so.
 */
public final class Reloaded<T> implements Supplier<T>, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Reloaded.class);

    private final String what;
    private final Path file;
    private final AccessFile.Parser<T> parser;
    private final ScheduledExecutorService timer;

    private Optional<String> last = Optional.empty();
    private Optional<String> taken = Optional.empty(); // so what changed since the start is found, too
    private volatile T value;

    private Reloaded(String what, Path file, AccessFile.Parser<T> parser, T value) {
        this.what = what;
        this.file = file;
        this.parser = parser;
        this.value = value;
        this.timer = Executors.newSingleThreadScheduledExecutor(Threads.daemons("reco-access"));
    }

    /**
     * Begins with what was read at the start.
     *
     * @param what it is, for the log
     * @param period how often the file is looked at
     */
    public static <T> Reloaded<T> watch(String what, Path file, AccessFile.Parser<T> parser, T value, Duration period) {
        Reloaded<T> reloaded = new Reloaded<>(what, file, parser, value);
        var unused = reloaded.timer.scheduleWithFixedDelay(
                reloaded::look, period.toMillis(), period.toMillis(), TimeUnit.MILLISECONDS);
        return reloaded;
    }

    /** As of the last good file. */
    @Override
    public T get() {
        return value;
    }

    private void look() {
        Optional<String> text = AccessFile.text(file);
        boolean still = text.equals(last); // or somebody is in the middle of writing it
        last = text;
        if (!still || text.equals(taken)) {
            return;
        }
        taken = text;
        StringBuilder fault = new StringBuilder();
        Optional<T> read = AccessFile.read(file, parser, (place, expected) -> {
            if (fault.isEmpty()) {
                fault.append(place).append(" (expected: ").append(expected).append(')');
            }
        });
        if (read.isPresent() && !read.get().equals(value)) {
            value = read.get();
            log.info("{} read anew file={}", what, file);
        } else if (read.isEmpty()) {
            log.warn("{} stay as they were, the new file is bad: {}", what, fault);
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
