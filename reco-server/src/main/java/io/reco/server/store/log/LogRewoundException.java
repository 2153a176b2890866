package io.reco.server.store.log;

/**
 * The log does not hold what was read from it: a server of a shared store was lost before what it had taken in was anywhere else.
 * Nobody was told that such a fact is durable, and who sent it sends it again.
 */
public final class LogRewoundException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Positions goOnFrom;

    /**
     * Of a tail at {@code at}.
     *
     * @param goOnFrom the newest place before it that the log holds
     */
    public LogRewoundException(Positions at, Positions goOnFrom) {
        super("log position: " + at + " (expected: " + goOnFrom + "; the facts after it are lost)");
        this.goOnFrom = goOnFrom;
    }

    /** From where to go on: what was read after it never was. */
    public Positions goOnFrom() {
        return goOnFrom;
    }
}
