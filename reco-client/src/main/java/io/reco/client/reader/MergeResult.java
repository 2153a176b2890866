package io.reco.client.reader;

/**
 * What a merge moved.
 *
 * @param actions how many actions; 0 when this request id was merged before
 * @param pages how many pages
 */
public record MergeResult(int actions, int pages) {}
