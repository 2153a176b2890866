package io.reco.server.learn.measure;

/** Which pairs of a reader and an article are held out: the same ones every time, in no relation to either of the two. */
public final class HeldOut {

    private HeldOut() {}

    /** Whether a pair, by ordinals or keys, is held out, as one in {@code oneIn} is. */
    public static boolean holds(long reader, long article, int oneIn) {
        int hash = (Long.hashCode(reader) * 0x9E3779B9 ^ Long.hashCode(article) * 0x85EBCA6B) * 0xC2B2AE35;
        return Integer.remainderUnsigned(hash >>> 7, oneIn) == 0;
    }
}
