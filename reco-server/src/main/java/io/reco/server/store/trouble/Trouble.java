package io.reco.server.store.trouble;

/**
 * What keeps an open store from its work.
 *
 * @param what for operators, a sentence that names what to look at
 */
public record Trouble(Kind kind, String what) {

    /** From the least to the worst. */
    public enum Kind {
        /** Writes are refused until there is room; reads go on. */
        FULL,
        /** The disk refused a write or a read; reads go on where they can. It is tried again. */
        FAILED,
        /** A file is not what was written. What is in it cannot be read; stays until the store is repaired. */
        DAMAGED
    }
}
