package io.reco.server.recommend;

import java.util.List;

import io.reco.server.domain.page.ModelId;
import io.reco.server.domain.page.Page;

/**
 * The articles chosen for a page.
 *
 * @param slots best first, no duplicates, at most as many as asked for; empty only when no article can be served at all
 * @param articles the ids of what is in the slots
 * @param modelId what they were ranked with
 */
public record Selection(List<Page.Slot> slots, List<String> articles, ModelId modelId) {}
