package io.reco.client.reader;

import java.time.Instant;
import java.util.Objects;

/**
 * What was erased, and when the rest is gone.
 *
 * @param eraseTime when it was done; events from before this are refused
 * @param goneTime from when on neither the log nor a snapshot holds the reader's id or data any more
 * @param actions how many actions were erased
 * @param pages how many pages were erased
 */
public record ErasureReceipt(Instant eraseTime, Instant goneTime, int actions, int pages) {
    public ErasureReceipt {
        Objects.requireNonNull(eraseTime, "eraseTime");
        Objects.requireNonNull(goneTime, "goneTime");
    }
}
