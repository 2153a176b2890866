package io.reco.server.grpc.stream;

import org.jspecify.annotations.Nullable;

/**
 * What a stream does next.
 *
 * @param message sent when it is not null
 */
public record Step<T>(Kind kind, @Nullable T message) {

    /** What follows. */
    public enum Kind {
        /** There is more: ask again as soon as the reader has room, and others had their turn. */
        MORE,
        /** There is nothing now: ask again in a second, or when somebody says that there may be news. */
        LATER,
        /** There is nothing more: the call has been answered. */
        END
    }

    /** A message, and perhaps more of them. */
    public static <T> Step<T> send(T message) {
        return new Step<>(Kind.MORE, message);
    }

    /** No message yet, but there is more to look at. */
    public static <T> Step<T> more() {
        return new Step<>(Kind.MORE, null);
    }

    /** No message before something happens. */
    public static <T> Step<T> later() {
        return new Step<>(Kind.LATER, null);
    }

    /** No more messages. */
    public static <T> Step<T> end() {
        return new Step<>(Kind.END, null);
    }
}
