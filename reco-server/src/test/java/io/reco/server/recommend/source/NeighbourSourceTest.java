package io.reco.server.recommend.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import io.reco.server.domain.Actions;
import io.reco.server.domain.Article;
import io.reco.server.domain.Event;
import io.reco.server.domain.EventType;
import io.reco.server.domain.Fact;
import io.reco.server.domain.IdKeys;
import io.reco.server.learn.follow.ModelWriter;
import io.reco.server.model.FeatureShares;
import io.reco.server.model.Models;
import io.reco.server.model.blend.Blend;
import io.reco.server.model.blend.Feature;
import io.reco.server.model.neighbours.EaseRows;
import io.reco.server.model.neighbours.NeighbourRows.Row;
import io.reco.server.model.settings.LearningSettings;
import io.reco.server.recommend.draft.Draft;
import io.reco.server.recommend.draft.PageRequest;
import io.reco.server.recommend.draft.Policy;
import io.reco.server.store.reader.ReaderState;

class NeighbourSourceTest {

    private static final long THEN_MS = 1_700_000_000_000L;
    private static final long NOW_MS = THEN_MS + 3_600_000; // the session is over

    private final Models models = new Models(LearningSettings.defaults());

    @Test
    void theBatchModelSharesOutAnewWhatItsArticlesHaveAndLeavesTheOthersAlone() {
        publish(4);
        models.write(writer ->
                writer.rows().replace(ordinal(1), Row.of(ordinals(2, 3, 4), new float[] {0.2f, 0.6f, 0.2f})));
        float[] learned = {0, 0.9f, 0.1f};
        EaseRows rows = EaseRows.of(ordinals(1, 2, 3), new float[][] {learned, new float[3], new float[3]}, 0.5f);
        models.write(writer -> writer.publish(rows, 0, 0));

        Draft draft = score();

        // 2 and 3 have .8 together, half of it as the live row gave it, half as it was learned.
        assertThat(given(draft, 2)).isEqualTo(0.1f + 0.4f * 0.9f, within(1e-5f));
        assertThat(given(draft, 3)).isEqualTo(0.3f + 0.4f * 0.1f, within(1e-5f));
        assertThat(given(draft, 4)).isEqualTo(0.2f, within(1e-5f));
    }

    @Test
    void withoutABatchModelTheLiveRowsSpeakAlone() {
        publish(2);
        models.write(writer -> writer.rows().replace(ordinal(1), Row.of(ordinals(2), new float[] {0.7f})));

        assertThat(given(score(), 2)).isEqualTo(0.7f, within(1e-5f));
    }

    @Test
    void ofALongPastOnlyTheStrongestWeightsOfARowCountUnlessPagesRestOnThem() {
        int past = 20;
        int most = 300;
        publish(most);
        float[] falling = new float[most - past];
        int[] targets = new int[most - past];
        for (int i = 0; i < targets.length; i++) {
            targets[i] = ordinal(past + 1 + i);
            falling[i] = 1f - i / 1_000f;
        }
        for (int id = 1; id <= past; id++) {
            int viewed = ordinal(id);
            models.write(writer -> writer.rows().replace(viewed, Row.of(targets.clone(), falling.clone())));
        }

        Draft whole = score(past);
        models.write(writer -> writer.blend(Blend.of(Map.of(Feature.NEIGHBOURS, 0.1f, Feature.TREND, 0.9f))));
        Draft heads = score(past);

        assertThat(given(whole, past + 128)).isGreaterThan(0).isEqualTo(given(heads, past + 128), within(1e-3f));
        assertThat(given(whole, past + 129)).isGreaterThan(0);
        assertThat(given(heads, past + 129)).isZero();
    }

    private void publish(int articles) {
        List<Fact> facts = new ArrayList<>();
        for (int id = 1; id <= articles; id++) {
            facts.add(new Fact.ArticleUpserted(Article.bare(Integer.toString(id))));
        }
        facts.add(new Event("e", "9", "1", EventType.VIEW, THEN_MS, 0));
        new ModelWriter(
                        models,
                        IdKeys.withoutSecret(),
                        Clock.fixed(Instant.ofEpochMilli(THEN_MS), ZoneOffset.UTC),
                        FeatureShares.NONE)
                .replay(facts);
    }

    private Draft score() {
        return score(1);
    }

    /** For who viewed so many of the first articles. */
    private Draft score(int past) {
        Draft draft = new Draft(IdKeys.withoutSecret());
        Actions.Builder viewed = Actions.builder(past);
        for (int id = 1; id <= past; id++) {
            viewed.add(id, EventType.VIEW, THEN_MS);
        }
        Actions view = viewed.build();
        return models.read(known -> {
            draft.begin(
                    known, PageRequest.of("9", 10, Policy.defaults()), 9, new ReaderState(view, List.of()), NOW_MS, 0);
            new NeighbourSource().propose(draft);
            return draft;
        });
    }

    private float given(Draft draft, int id) {
        return draft.scores(Feature.NEIGHBOURS).of(ordinal(id));
    }

    private int ordinal(int id) {
        return models.read(view -> view.articles().ordinal(id));
    }

    private int[] ordinals(int... ids) {
        int[] ordinals = new int[ids.length];
        for (int i = 0; i < ids.length; i++) {
            ordinals[i] = ordinal(ids[i]);
        }
        return ordinals;
    }
}
