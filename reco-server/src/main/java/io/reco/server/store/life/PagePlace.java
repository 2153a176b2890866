package io.reco.server.store.life;

/**
 * Where a page is found.
 *
 * @param reader whose it is
 * @param placement names the feed
 * @param stamp the one it is kept under
 */
public record PagePlace(String reader, String placement, long stamp) {}
