package io.reco.server.store.log;

/** The log does not hold all facts after a place any more. */
public final class FactsGoneException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Positions oldest;

    /**
     * Of a tail at {@code at}.
     *
     * @param oldest see {@link FactLog#oldest}
     */
    public FactsGoneException(Positions at, Positions oldest) {
        super("log position: " + at + " (expected: " + oldest + " or later; older facts are gone)");
        this.oldest = oldest;
    }

    /** The oldest place that can be gone on from. */
    public Positions oldest() {
        return oldest;
    }
}
