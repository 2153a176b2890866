package io.reco.server.store.log;

/**
 * How long writes took since the opening, each until what it wrote was durable. Calls that wait at the same time share one.
 *
 * @param writes how many there were
 * @param nanos how long they took, all together
 */
public record WriteTimes(long writes, long nanos) {

    /** Of a store where nothing takes long. */
    public static final WriteTimes NONE = new WriteTimes(0, 0);
}
