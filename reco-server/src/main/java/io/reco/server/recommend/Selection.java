package io.reco.server.recommend;

import java.util.List;

import io.reco.server.domain.page.Page;

/**
 * The articles chosen for an {@link Ask}.
 *
 * @param picks best first, no duplicates, at most {@code Ask.count}; empty only when no article can be served at all
 * @param modelVersion version of the learned model they were ranked with
 */
public record Selection(List<Page.Pick> picks, long modelVersion) {}
