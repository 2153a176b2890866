package io.reco.client.page;

import java.util.Objects;

/**
 * The part that a source has in what an article was ranked by.
 *
 * @param source what proposed it
 * @param share in (0, 1]
 */
public record SourceShare(Exposure.Source source, double share) {
    public SourceShare {
        Objects.requireNonNull(source, "source");
    }
}
