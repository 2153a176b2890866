package io.reco.client.operations;

import java.time.Instant;
import java.util.List;
import java.util.Objects;

import io.reco.client.page.Exposure.Source;

/**
 * What became of an article that was shown, hour by hour.
 *
 * @param hours the oldest first, within an hour by placement and source; those of which nothing was reported are left out
 * @param since from when on everything that was reported is in it
 */
public record ArticleFunnel(List<HourUse> hours, Instant since) {
    public ArticleFunnel {
        hours = List.copyOf(hours);
        Objects.requireNonNull(since, "since");
    }

    /**
     * What was reported of one hour, of one source and placement.
     *
     * @param hour when the hour begins
     * @param source what spoke most for the article on the page; unknown for what is not attributed to one
     * @param placement of the page; empty, too, for what is not attributed to one
     * @param exposed how many EXPOSE events
     * @param opened how many VIEW events
     * @param read how many READ events
     * @param shared how many SHARE events
     */
    public record HourUse(
            Instant hour, Source source, String placement, long exposed, long opened, long read, long shared) {
        public HourUse {
            Objects.requireNonNull(hour, "hour");
            Objects.requireNonNull(source, "source");
            Objects.requireNonNull(placement, "placement");
        }
    }
}
