package io.reco.server.domain.page;

/**
 * What spoke for an article: the parts that sources had in its score, of which the three largest are kept, each in a byte. The
 * largest is the first. Immutable.
 *
 * @param packed the first one in the lowest byte, then the second and the third; a byte is the source's code, shifted by 5, and
 *     the share in units of 1/31; 0 where there is none
 */
public record Shares(int packed) {

    /** How many are kept at most. */
    public static final int MAX = 3;

    /** Of a byte, the lower bits that hold a share; the rest hold the code of its source. */
    public static final int SHARE_BITS = 5;

    private static final int UNITS = 31;

    public Shares {
        if ((packed >>> (8 * MAX)) != 0 || (packed & 0xFF) >>> SHARE_BITS == 0) {
            throw new IllegalArgumentException("shares: " + Integer.toHexString(packed) + " (expected: one to three)");
        }
    }

    /** Of an article that one source alone brought. */
    public static Shares of(Source source) {
        return new Shares((source.code() << SHARE_BITS) | UNITS);
    }

    /**
     * Of what each source gave to a score, by its code; at least 0 each, and above 0 in all. Equal ones are in order of code. A
     * second or third one of less than half a unit is left out.
     */
    public static Shares of(float[] given) {
        float sum = 0;
        for (float one : given) {
            sum += one;
        }
        int packed = 0;
        int taken = 0;
        for (int place = 0; place < MAX; place++) {
            int most = -1;
            for (int code = 0; code < given.length; code++) {
                if ((taken & (1 << code)) == 0 && given[code] > 0 && (most < 0 || given[code] > given[most])) {
                    most = code;
                }
            }
            int units = most < 0 ? 0 : Math.round(given[most] / sum * UNITS);
            if (units == 0) {
                break;
            }
            taken |= 1 << most;
            packed |= ((most << SHARE_BITS) | units) << (8 * place);
        }
        return new Shares(packed);
    }

    /** How many are kept: 1..3. */
    public int count() {
        return packed >>> 16 != 0 ? 3 : packed >>> 8 != 0 ? 2 : 1;
    }

    /** The source of a place, 0 being that of the largest share. */
    public Source source(int place) {
        return Source.of(at(place) >>> SHARE_BITS);
    }

    /** The share of a place, in (0, 1], to the nearest 1/31. */
    public float share(int place) {
        return (at(place) & UNITS) / (float) UNITS;
    }

    private int at(int place) {
        return (packed >>> (8 * place)) & 0xFF;
    }
}
