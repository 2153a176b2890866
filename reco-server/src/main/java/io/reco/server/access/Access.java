package io.reco.server.access;

/** Finds out who makes a call. Safe for use by many threads; never waits for a disk or the network. */
public interface Access {

    /** Asks nobody who they are: everybody may do everything. */
    static Access open() {
        return new Access() {
            @Override
            public boolean authenticates() {
                return false;
            }

            @Override
            public Caller caller(Credentials credentials) {
                return Caller.ANYBODY;
            }
        };
    }

    /** Whether callers have to say who they are. */
    boolean authenticates();

    /** Whether finding out takes no more than a look at memory for anybody: no signature to verify. */
    default boolean isQuick() {
        return true;
    }

    /**
     * Who it is.
     *
     * @throws Denial when that cannot be known
     */
    Caller caller(Credentials credentials);

    /** Takes note that a call was not let in. */
    default void denied(Denial denial) {}
}
