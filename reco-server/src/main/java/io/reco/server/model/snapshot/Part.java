package io.reco.server.model.snapshot;

/** A part of what is learned that a snapshot holds. It reads the columns that it wrote, in the same order. */
public interface Part {

    /** Tells all that it knows. */
    void save(ColumnWriter out);

    /**
     * Knows from now on what another one told; this one must know nothing yet.
     *
     * @throws SnapshotException when that was told in another form; then nothing of this part is of use
     */
    void restore(ColumnReader in);
}
