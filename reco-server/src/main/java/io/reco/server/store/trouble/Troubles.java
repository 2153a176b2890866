package io.reco.server.store.trouble;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The trouble that a store is in, if any: a line in the log at each change, and word to whom it concerns. */
public final class Troubles {

    private static final Logger log = LoggerFactory.getLogger(Troubles.class);

    private final List<Consumer<Optional<Trouble>>> listeners = new CopyOnWriteArrayList<>();
    private @Nullable Trouble trouble;

    /** The one now; empty while all is well. */
    public synchronized Optional<Trouble> now() {
        return Optional.ofNullable(trouble);
    }

    /** Whether the one now is of this kind. */
    public synchronized boolean are(Trouble.Kind kind) {
        return trouble != null && trouble.kind() == kind;
    }

    /** Tells of the one now, and then of each change, in order; from whatever thread noticed it, so briefly. */
    public synchronized void watch(Consumer<Optional<Trouble>> listener) {
        listeners.add(listener);
        listener.accept(now());
    }

    /** There is one. Only a worse one takes the place of another. */
    public synchronized void begin(Trouble begun) {
        if (trouble == null || begun.kind().compareTo(trouble.kind()) > 0) {
            log.warn("store in trouble kind={}: {}", begun.kind(), begun.what());
            become(begun);
        }
    }

    /** The disk works and has room. A damaged file stays damaged. */
    public synchronized void end() {
        if (trouble != null && trouble.kind() != Trouble.Kind.DAMAGED) {
            log.info("store out of trouble kind={}", trouble.kind());
            become(null);
        }
    }

    private void become(@Nullable Trouble now) {
        trouble = now;
        listeners.forEach(listener -> listener.accept(now()));
    }
}
