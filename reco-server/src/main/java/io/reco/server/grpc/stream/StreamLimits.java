package io.reco.server.grpc.stream;

import java.time.Duration;

/**
 * What bounds streams.
 *
 * @param openMax how many there may be at once of those that nothing else bounds, those included whose reader has not yet
 *     taken their end
 * @param readerPauseMax how long a reader may have no room for messages
 * @param ageMax how long one may last
 */
public record StreamLimits(int openMax, Duration readerPauseMax, Duration ageMax) {

    public static final StreamLimits DEFAULTS = new StreamLimits(64, Duration.ofSeconds(60), Duration.ofHours(12));
}
