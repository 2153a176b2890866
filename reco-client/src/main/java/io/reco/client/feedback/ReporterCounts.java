package io.reco.client.feedback;

/**
 * What became of the events given to a {@link FeedbackReporter}. Those taken are the sum of accepted, duplicates, refused,
 * abandoned and pending.
 *
 * @param accepted new to the server, and durable
 * @param duplicates known to the server already. An event whose first attempt was stored but whose answer got lost counts
 *     here, so accepted and duplicates together are those delivered
 * @param refused wrong, or not allowed: sending them again would not help
 * @param abandoned still undelivered when the reporter was closed
 * @param turnedAway never taken, because the buffer stayed full or the reporter was closed
 * @param pending taken, and not settled yet
 */
public record ReporterCounts(
        long accepted, long duplicates, long refused, long abandoned, long turnedAway, int pending) {
    /** How many the server has. */
    public long delivered() {
        return accepted + duplicates;
    }
}
