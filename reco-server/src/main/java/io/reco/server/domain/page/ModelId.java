package io.reco.server.domain.page;

import java.security.SecureRandom;

/**
 * Names what was learned in the background and ranked a page: no two starts of a server, and no two servers, have the same ones.
 * The first 40 bits are those of a start, drawn at random; the other 24 count what was published since. Immutable.
 */
public record ModelId(long value) {

    private static final int NUMBER_BITS = 24;
    private static final int RADIX = 36;

    /** The first one of a start, when nothing was published. */
    public static ModelId ofNewStart() {
        return new ModelId(new SecureRandom().nextLong() << NUMBER_BITS);
    }

    /** The one of what is published next. */
    public ModelId next() {
        return new ModelId(value + 1);
    }

    /** How often something was published since the start. */
    public int number() {
        return (int) (value & (1 << NUMBER_BITS) - 1);
    }

    /** As tokens tell it: at most 13 digits and lower case letters. */
    @Override
    public String toString() {
        return Long.toUnsignedString(value, RADIX);
    }
}
