package io.reco.server.recommend;

import java.util.List;

import it.unimi.dsi.fastutil.floats.FloatList;
import it.unimi.dsi.fastutil.floats.FloatLists;
import org.jspecify.annotations.Nullable;

import io.reco.server.domain.page.ModelId;
import io.reco.server.domain.page.Page;
import io.reco.server.recommend.draft.Surplus;
import io.reco.server.recommend.explain.Absence;

/**
 * The articles chosen for a page.
 *
 * @param slots best first, no duplicates, at most as many as asked for; empty only when no article can be served at all
 * @param articles the ids of what is in the slots
 * @param scores what each was ranked by; 0 for what was not
 * @param modelId what they were ranked with
 * @param absences why those that were asked about are not among them
 * @param surplus what is left for the next page; null when nothing is to be kept of this one
 * @param ranked whether they were ranked for this page; else they are of what another one left
 */
public record Selection(
        List<Page.Slot> slots,
        List<String> articles,
        FloatList scores,
        ModelId modelId,
        List<Absence> absences,
        @Nullable Surplus surplus,
        boolean ranked) {

    public Selection {
        scores = FloatLists.unmodifiable(scores);
    }
}
