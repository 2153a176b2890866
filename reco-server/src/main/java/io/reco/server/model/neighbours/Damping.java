package io.reco.server.model.neighbours;

import io.reco.server.model.snapshot.ColumnReader;
import io.reco.server.model.snapshot.ColumnWriter;

/**
 * The exponents of the asymmetric linear filter.
 *
 * @param reader a: how much less a reader of many articles says about any two of them
 * @param from g1: how much less one popular article in a reader's past counts
 * @param to g2: how much a popular article is held back as a proposal
 */
public record Damping(float reader, float from, float to) {

    private static final String NAME = "damping";

    /** Tells it to a snapshot. */
    public void save(ColumnWriter out) {
        float[] exponents = {reader, from, to};
        out.floats(NAME, exponents.length, place -> exponents[place]);
    }

    /** What another one told. */
    public static Damping restored(ColumnReader in) {
        float[] exponents = in.floats(NAME, 0);
        return new Damping(exponents[0], exponents[1], exponents[2]);
    }
}
