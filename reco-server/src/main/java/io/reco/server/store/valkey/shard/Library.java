package io.reco.server.store.valkey.shard;

/**
 * The functions that steps call, for a server that does not have them yet.
 *
 * @param name with a version in it, so that two versions live side by side
 * @param source what {@code FUNCTION LOAD} takes
 */
public record Library(String name, String source) {}
