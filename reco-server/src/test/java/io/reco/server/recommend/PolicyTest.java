package io.reco.server.recommend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.reco.server.domain.page.Page;
import io.reco.server.domain.page.Rung;
import io.reco.server.domain.page.Source;
import io.reco.server.model.settings.Parameter;
import io.reco.server.recommend.draft.PageRequest;
import io.reco.server.recommend.draft.Policy;

@Timeout(300)
class PolicyTest {

    private static final Policy DEFAULTS = Policy.defaults();

    @Test
    void eachRequestIsAnsweredByItsOwnPolicy() {
        Policy narrow = Policy.of(Map.of(Parameter.TOPIC_MAX, 0.1));
        Policy wide = Policy.of(Map.of(Parameter.TOPIC_MAX, 1.0));
        try (Newsroom room = new Newsroom().publish(500, 10).simulate(500, 10_000, 500, 10)) {
            for (int turn = 0; turn < 3; turn++) {
                assertThat(topics(page(room, 3, narrow)).size()).isGreaterThanOrEqualTo(9);
                assertThat(topics(page(room, 3, wide)).size()).isLessThan(7);
            }
        }
    }

    @Test
    void onlyTheSourcesThatThePolicyNamesAreAsked() {
        Policy trending = new Policy(
                "trending",
                List.of(new Policy.Weighted(Source.TRENDING, 1)),
                DEFAULTS.variety(),
                DEFAULTS.repetition(),
                Policy.Exploration.NONE);
        try (Newsroom room = new Newsroom().publish(500, 10).simulate(500, 10_000, 500, 10)) {
            List<Page.Slot> page = page(room, 3, trending);

            assertThat(page).hasSize(10).extracting(Page.Slot::rung).doesNotContain(Rung.PERSONAL);
            assertThat(page).extracting(Page.Slot::source).containsOnly(Source.TRENDING);
        }
    }

    @Test
    void aSourceOfNoWeightDecidesNothing() {
        try (Newsroom room = new Newsroom().publish(500, 10).simulate(500, 10_000, 500, 10)) {
            List<Policy.Weighted> sources = DEFAULTS.sources().stream()
                    .map(asked -> asked.source() == Source.FRESH ? new Policy.Weighted(Source.FRESH, 0) : asked)
                    .toList();
            Policy policy = new Policy(
                    "no content", sources, DEFAULTS.variety(), DEFAULTS.repetition(), Policy.Exploration.NONE);

            assertThat(page(room, 3, policy)).extracting(Page.Slot::source).doesNotContain(Source.FRESH);
        }
    }

    @Test
    void withoutExploringPlacesEverythingIsCertain() {
        Policy policy = new Policy(
                "certain", DEFAULTS.sources(), DEFAULTS.variety(), DEFAULTS.repetition(), Policy.Exploration.NONE);
        try (Newsroom room = new Newsroom().publish(500, 10).simulate(500, 10_000, 500, 10)) {
            assertThat(page(room, 3, policy)).extracting(Page.Slot::propensity).containsOnly(1f);
            assertThat(page(room, 3, DEFAULTS))
                    .extracting(Page.Slot::propensity)
                    .filteredOn(propensity -> propensity < 1)
                    .hasSize(1);
        }
    }

    @Test
    void aPolicyCannotAskASourceThatProposesNothing() {
        Policy policy = new Policy(
                "wrong",
                List.of(new Policy.Weighted(Source.VIEWED, 1)),
                DEFAULTS.variety(),
                DEFAULTS.repetition(),
                DEFAULTS.exploration());
        try (Newsroom room = new Newsroom().publish(5, 1)) {
            assertThatThrownBy(() -> page(room, 3, policy))
                    .hasRootCauseMessage("source: VIEWED (expected: one of [NEIGHBOURS, SESSIONS, TRENDING, FRESH])");
        }
    }

    @Test
    void weightsAreFiniteAndNotBelowZero() {
        for (float weight : new float[] {-1, Float.NaN, Float.POSITIVE_INFINITY}) {
            assertThatThrownBy(() -> new Policy.Weighted(Source.FRESH, weight))
                    .hasMessage("weight: " + weight + " (expected: finite, >= 0)");
        }
    }

    @Test
    void aPolicyAsksNoSourceTwice() {
        Policy.Weighted fresh = new Policy.Weighted(Source.FRESH, 1);

        assertThatThrownBy(() -> new Policy(
                        "p", List.of(fresh, fresh), DEFAULTS.variety(), DEFAULTS.repetition(), DEFAULTS.exploration()))
                .hasMessageEndingWith("(expected: each source once)");
    }

    @Test
    void whatATopicMayTakeIsAPartOfThePage() {
        for (float part : new float[] {0, -1, 1.1f, Float.NaN}) {
            assertThatThrownBy(() -> new Policy.Variety(part, 0.4f, 0.7f))
                    .hasMessage("topicMax: " + part + " (expected: above 0, up to 1)");
        }
    }

    private static List<Page.Slot> page(Newsroom room, int reader, Policy policy) {
        return room.page(PageRequest.of(Integer.toString(reader), 10, policy));
    }

    private static Set<Long> topics(List<Page.Slot> page) {
        Set<Long> topics = new HashSet<>();
        page.forEach(slot -> topics.add(slot.article() % 10L));
        return topics;
    }
}
