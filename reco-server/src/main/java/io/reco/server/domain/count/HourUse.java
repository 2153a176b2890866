package io.reco.server.domain.count;

/**
 * What was reported of an article in one hour, of one source and placement.
 *
 * @param hourMs when the hour begins, milliseconds since 1970 UTC
 * @param placement of the pages; empty, too, for what is not attributed to one
 * @param sourceCode of what spoke most for the article on them; 0 where that is not known
 * @param exposed how many EXPOSE events
 * @param opened how many VIEW events
 * @param read how many READ events
 * @param shared how many SHARE events
 */
public record HourUse(long hourMs, String placement, int sourceCode, int exposed, int opened, int read, int shared) {}
