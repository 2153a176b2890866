package io.reco.client.reader;

import java.util.List;
import java.util.Objects;

import io.reco.client.page.Exposure;

/**
 * A page a reader was served, as it is kept.
 *
 * @param page what it was; its {@code keyId} is empty
 * @param exposedSlots places, from 0, of the slots that EXPOSE events told of, ascending
 * @param actedSlots how many slots there are down to the lowest one that another event told of; 0 for none
 */
public record KeptPage(Exposure page, List<Integer> exposedSlots, int actedSlots) implements Activity {
    public KeptPage {
        Objects.requireNonNull(page, "page");
        exposedSlots = List.copyOf(exposedSlots);
    }
}
