package io.reco.client.page;

import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * Why a kept page is as it is.
 *
 * @param page the page as it was made, also with articles that may not be served any more; its {@code keyId} is empty
 * @param slots for each of its slots, in their order, what spoke for it then
 * @param absences of the articles asked about those that are not on the page, in the order asked, as of {@code asOf}
 * @param asOf the moment that the absences are as of
 */
public record Explanation(Exposure page, List<ExplainedSlot> slots, List<Absence> absences, Instant asOf) {
    public Explanation {
        Objects.requireNonNull(page, "page");
        Objects.requireNonNull(asOf, "asOf");
        slots = List.copyOf(slots);
        absences = List.copyOf(absences);
    }

    /**
     * What spoke for the article of a slot when the page was made.
     *
     * @param article its id; empty for one that is not known any more
     * @param shares the largest first, at most 3
     * @param exposed whether an EXPOSE event told that the reader saw it
     */
    public record ExplainedSlot(String article, List<SourceShare> shares, boolean exposed) {
        public ExplainedSlot {
            Objects.requireNonNull(article, "article");
            shares = List.copyOf(shares);
        }
    }
}
