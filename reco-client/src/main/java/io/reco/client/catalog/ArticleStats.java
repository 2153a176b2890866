package io.reco.client.catalog;

/**
 * How often readers did something with an article, each event counted once.
 *
 * @param views accepted views
 * @param shares accepted shares
 * @param exposes accepted EXPOSE events
 * @param likes accepted likes; one that was taken back is counted all the same
 * @param readers how many readers acted on it, approximately, as the server that answers knows
 */
public record ArticleStats(long views, long shares, long exposes, long likes, long readers) {}
