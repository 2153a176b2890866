package io.reco.server.store.log;

/**
 * A place in one partition's log.
 *
 * @param partition from 0 on; a store that does not divide its log has partition 0 only
 * @param position grows from fact to fact, by 1 or more; 0 is before the first
 */
public record Mark(int partition, long position) {

    public Mark {
        if (partition < 0 || position < 0) {
            throw new IllegalArgumentException("mark: " + partition + "/" + position + " (expected: 0/0 or above)");
        }
    }
}
