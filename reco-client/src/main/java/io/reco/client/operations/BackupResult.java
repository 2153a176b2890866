package io.reco.client.operations;

/**
 * A backup that is whole.
 *
 * @param position the log's newest position in it: how many facts it holds
 * @param files how many files it has
 * @param bytes how large they are together
 */
public record BackupResult(long position, int files, long bytes) {}
