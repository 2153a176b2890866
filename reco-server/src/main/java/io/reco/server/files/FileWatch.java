package io.reco.server.files;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.reco.server.threads.Threads;

/**
 * Reads files every now and then, as neither times nor notices of the file system tell of every change of a file that is a link
 * into another directory, which is how Kubernetes changes one. What is found counts once it was found twice: before, somebody may
 * be in the middle of writing it, or have written one of two files that belong together.
 */
public final class FileWatch<T> implements AutoCloseable {

    private final Source<T> source;
    private final Follower<T> follower;
    private final ScheduledExecutorService timer;

    // Only the timer's.
    private T value;
    private @Nullable Look<T> last;
    private @Nullable Look<T> told;

    private FileWatch(Source<T> source, T value, Follower<T> follower, String thread) {
        this.source = source;
        this.value = value;
        this.follower = follower;
        this.timer = Executors.newSingleThreadScheduledExecutor(Threads.daemons(thread));
    }

    /** What files hold. */
    public interface Source<T> {
        /** As of now; empty when at least one fault was told. */
        Optional<T> read(Consumer<String> faults);
    }

    /** Is told what was found, one thing after the other. */
    public interface Follower<T> {
        /** Another value than before. What it throws counts as a fault. */
        void changed(T value) throws Exception;

        /** The files are no good, once for each way in which they are not; the value from before holds. */
        void refused(List<String> faults);
    }

    private record Look<T>(Optional<T> found, List<String> faults) {}

    /**
     * Begins with what was read at the start.
     *
     * @param period how often the files are read
     * @param thread its name
     */
    public static <T> FileWatch<T> begin(
            Source<T> source, T value, Follower<T> follower, Duration period, String thread) {
        FileWatch<T> watch = new FileWatch<>(source, value, follower, thread);
        var unused = watch.timer.scheduleWithFixedDelay(
                watch::look, period.toMillis(), period.toMillis(), TimeUnit.MILLISECONDS);
        return watch;
    }

    private void look() {
        Look<T> look = read();
        boolean twice = look.equals(last);
        last = look;
        if (!twice || look.equals(told)) {
            return;
        }
        told = look;
        look.found().filter(found -> !found.equals(value)).ifPresent(this::change);
        if (look.found().isEmpty()) {
            follower.refused(look.faults());
        }
    }

    private Look<T> read() {
        List<String> faults = new ArrayList<>();
        try {
            Optional<T> found = source.read(faults::add);
            return new Look<>(found, faults);
        } catch (RuntimeException e) {
            return new Look<>(Optional.empty(), List.of(e.toString()));
        }
    }

    private void change(T found) {
        try {
            follower.changed(found);
            value = found;
        } catch (Exception e) {
            follower.refused(List.of(e.toString()));
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
