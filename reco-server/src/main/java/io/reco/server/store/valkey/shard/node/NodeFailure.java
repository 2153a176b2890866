package io.reco.server.store.valkey.shard.node;

import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

import org.jspecify.annotations.Nullable;

/** A command that a process did not do, or of which nobody knows. */
public final class NodeFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** What follows from it. */
    public enum Kind {
        /** Not done: another process has these keys. */
        ELSEWHERE,
        /** Not done: the process or the cluster cannot just now. */
        NOT_NOW,
        /** Not done: nothing was sent. */
        UNSENT,
        /** Not done: there is no such function. */
        NO_FUNCTION,
        /** Not done: the memory that there may be is used. */
        FULL,
        /** Done or not: no answer came. */
        LOST,
        /** A mistake, ours or of the settings. */
        ERROR
    }

    private static final List<String> ELSEWHERE = List.of("MOVED", "ASK", "READONLY");
    private static final List<String> NOT_NOW =
            List.of("CLUSTERDOWN", "LOADING", "MASTERDOWN", "TRYAGAIN", "NOREPLICAS", "BUSY", "MISCONF");

    private final Kind kind;

    NodeFailure(Kind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    /** Of something that was perhaps done. */
    public static NodeFailure lost(String message, @Nullable Throwable cause) {
        return new NodeFailure(Kind.LOST, message, cause);
    }

    /** Of something that was not even sent. */
    public static NodeFailure unsent(String message, @Nullable Throwable cause) {
        return new NodeFailure(Kind.UNSENT, message, cause);
    }

    /** Of an answer, which begins with a word that says what is wrong. */
    static NodeFailure answered(Address node, String error) {
        return new NodeFailure(kindOf(error), node + ": " + error, null);
    }

    private static Kind kindOf(String error) {
        String word = error.split(" ", 2)[0];
        if (ELSEWHERE.contains(word)) {
            return Kind.ELSEWHERE;
        }
        if (NOT_NOW.contains(word)) {
            return Kind.NOT_NOW;
        }
        if (word.equals("OOM")) {
            return Kind.FULL;
        }
        return error.equals("ERR Function not found") ? Kind.NO_FUNCTION : Kind.ERROR;
    }

    /** The one that is, or is behind, what a future failed with; {@link Kind#LOST} where there is none. */
    public static NodeFailure behind(Throwable thrown) {
        Throwable failure = thrown;
        while ((failure instanceof CompletionException || failure instanceof ExecutionException)
                && failure.getCause() != null) {
            failure = failure.getCause();
        }
        return failure instanceof NodeFailure known
                ? known
                : new NodeFailure(Kind.LOST, String.valueOf(failure.getMessage()), failure);
    }

    public Kind kind() {
        return kind;
    }

    /** Whether a library of functions was not loaded because it is loaded. */
    public boolean saysAlreadyThere() {
        return String.valueOf(getMessage()).endsWith("already exists");
    }

    /** Whether it may be sent once more, to whoever has the keys then, without being done twice. */
    public boolean certainlyNotDone() {
        return switch (kind) {
            case ELSEWHERE, NOT_NOW, UNSENT, NO_FUNCTION -> true;
            case FULL, LOST, ERROR -> false;
        };
    }
}
