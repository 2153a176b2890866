package io.reco.server.learn.follow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;

import com.google.common.collect.Lists;
import it.unimi.dsi.fastutil.longs.LongList;
import org.junit.jupiter.api.Test;

import io.reco.server.domain.Article;
import io.reco.server.domain.Event;
import io.reco.server.domain.EventType;
import io.reco.server.domain.Fact;
import io.reco.server.domain.IdKeys;
import io.reco.server.domain.page.Origin;
import io.reco.server.model.FeatureShares;
import io.reco.server.model.Models;
import io.reco.server.model.View;
import io.reco.server.model.blend.Choice;
import io.reco.server.model.blend.Feature;
import io.reco.server.model.histories.Past;
import io.reco.server.model.settings.LearningSettings;

class BlendFitTest {

    @Test
    void theSourceThatForeseesWhatIsOpenedGainsWeightAndASilentOneKeepsItsOwn() {
        Models models = new Models(LearningSettings.defaults());
        // The article and the reader must be known before, and the tie between them new.
        replay(models, List.of(view(1, 1), view(2, 2)));
        BlendFit fit = new BlendFit(models, IdKeys.withoutSecret(), BlendFitTest::trendKnows, rows -> {}, 1);
        float content = models.read(View::blend).weight(1, Feature.CONTENT);

        for (int i = 0; i < 1_000; i++) {
            fit.before(later(1, 2));
        }
        models.write(fit::publish);

        assertThat(models.read(View::blend).weight(1, Feature.TREND)).isGreaterThan(0.5f);
        assertThat(models.read(View::blend).weight(1, Feature.BURST)).isLessThan(0.2f);
        assertThat(models.read(View::blend).weight(1, Feature.CONTENT)).isCloseTo(content, within(1e-4f));
        assertThat(models.read(View::blend).weight(0, Feature.TREND)).isLessThan(0.1f);
    }

    @Test
    void whereLittleHappenedEveryEventTeachesAndLaterOneInSoMany() {
        Models models = new Models(LearningSettings.defaults());
        replay(models, List.of(view(1, 1), view(2, 2)));
        int[] asked = new int[1];
        BlendFit fit = new BlendFit(
                models,
                IdKeys.withoutSecret(),
                (view, past, article, nowMs, choice) -> {
                    asked[0]++;
                    return trendKnows(view, past, article, nowMs, choice);
                },
                rows -> {},
                3);

        for (int i = 0; i < 500; i++) {
            fit.before(later(1, 2));
        }
        assertThat(asked[0]).isEqualTo(500);

        for (int i = 0; i < 500 * (2 + 3); i++) {
            fit.before(later(1, 2));
        }
        assertThat(asked[0]).isEqualTo(1_500);
        for (int i = 0; i < 300; i++) {
            fit.before(later(1, 2));
        }
        assertThat(asked[0]).isEqualTo(1_600);
    }

    @Test
    void whatFollowsADegradedPageTeachesTheBlendNothing() {
        List<Float> without = weightsAfter(0, false);

        assertThat(weightsAfter(50, true)).isEqualTo(without);
        assertThat(weightsAfter(50, false)).isNotEqualTo(without);
    }

    /** The blend's weights after a log, in which so many events of a page, degraded or not, stand between others. */
    private static List<Float> weightsAfter(int ofPage, boolean degraded) {
        Models models = new Models(LearningSettings.defaults());
        replay(models, List.of(view(1, 1), view(2, 2)));
        BlendFit fit = new BlendFit(models, IdKeys.withoutSecret(), BlendFitTest::trendKnows, rows -> {}, 1);
        Origin page = new Origin("", 1_000, 2, LongList.of(1, 2), 1, degraded);
        for (int i = 0; i < 100; i++) {
            fit.before(later(1, 2));
            if (i < ofPage) {
                fit.before(new Event("", "1", "2", EventType.VIEW, 2_000, page));
            }
        }
        models.write(fit::publish);
        List<Float> weights = new ArrayList<>();
        for (Feature feature : Feature.values()) {
            weights.add(models.read(View::blend).weight(1, feature));
        }
        return weights;
    }

    private static int trendKnows(View models, Past past, int article, long nowMs, Choice choice) {
        float[] shares = choice.opened();
        Arrays.fill(shares, 0.01f);
        shares[Feature.TREND.index()] = 0.1f;
        shares[Feature.CONTENT.index()] = -1;
        return 1;
    }

    private static void replay(Models models, List<Event> events) {
        replay(new ModelWriter(models, IdKeys.withoutSecret(), Clock.systemUTC(), FeatureShares.NONE), events);
    }

    private static void replay(ModelWriter writer, List<Event> events) {
        List<Fact> facts = new ArrayList<>();
        for (Event event : events) {
            facts.add(new Fact.ArticleUpserted(Article.bare(event.article())));
        }
        facts.addAll(events);
        writer.replay(facts);
    }

    private static Event view(int reader, int article) {
        return new Event("", Integer.toString(reader), Integer.toString(article), EventType.VIEW, 1_000, 0);
    }

    /** A view after all of the others. */
    private static Event later(int reader, int article) {
        return new Event("", Integer.toString(reader), Integer.toString(article), EventType.VIEW, 2_000, 0);
    }

    /** Of two candidates the article stands behind the other, with this share of the quick trend. */
    private static void standingSecond(Choice choice, float share) {
        choice.clear();
        choice.add(0.2f, false);
        choice.share(Feature.BURST, 0.001f);
        choice.add(0.1f, true);
        choice.share(Feature.BURST, share);
    }

    @Test
    void aSourceThatForeseesMoreThanItsPartOfTheMixtureGetsAnExponentThatLiftsWhatItGives() {
        Models models = new Models(LearningSettings.defaults());
        replay(models, List.of(view(1, 1), view(2, 2)));
        FeatureShares burstKnows = (view, past, article, nowMs, choice) -> {
            trendKnows(view, past, article, nowMs, choice);
            standingSecond(choice, 0.02f);
            return 1;
        };
        BlendFit fit = new BlendFit(models, IdKeys.withoutSecret(), burstKnows, rows -> {}, 1);

        for (int i = 0; i < 150; i++) {
            fit.before(later(1, 2));
        }
        models.write(fit::publish);
        assertThat(models.read(View::blend).exponent(1, Feature.BURST))
                .as("nobody can tell yet")
                .isZero();
        for (int i = 0; i < 150; i++) {
            fit.before(later(1, 2));
        }
        models.write(fit::publish);

        assertThat(models.read(View::blend).exponent(1, Feature.BURST)).isGreaterThan(0.2f);
        assertThat(models.read(View::blend).exponent(2, Feature.BURST)).isZero();
    }

    @Test
    void whatHappenedAtOneMomentTeachesNothing() {
        Models models = new Models(LearningSettings.defaults());
        replay(models, List.of(view(1, 1), view(2, 2)));
        int[] asked = new int[1];
        FeatureShares counting = (view, past, article, timeMs, choice) -> {
            asked[0]++;
            return -1;
        };
        BlendFit fit = new BlendFit(models, IdKeys.withoutSecret(), counting, rows -> {}, 1);

        fit.before(view(1, 2));
        assertThat(asked[0]).isZero();
        fit.before(later(1, 2));
        assertThat(asked[0]).isEqualTo(1);
    }

    @Test
    void whatIsNoNumberTeachesNothing() {
        Models models = new Models(LearningSettings.defaults());
        replay(models, List.of(view(1, 1), view(2, 2)));
        float trend = models.read(View::blend).weight(1, Feature.TREND);

        for (float odd : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
            BlendFit fit = new BlendFit(
                    models,
                    IdKeys.withoutSecret(),
                    (view, past, article, nowMs, choice) -> {
                        Arrays.fill(choice.opened(), 0.01f);
                        choice.opened()[Feature.BURST.index()] = odd;
                        standingSecond(choice, odd);
                        return 1;
                    },
                    rows -> {},
                    1);
            fit.before(later(1, 2));
            models.write(fit::publish);

            assertThat(models.read(View::blend).weights(1).values())
                    .allSatisfy(weight -> assertThat(weight).isFinite());
            assertThat(models.read(View::blend).exponents(1).values())
                    .allSatisfy(exponent -> assertThat(exponent).isZero());
        }
        assertThat(models.read(View::blend).weight(1, Feature.TREND)).isCloseTo(trend, within(0.01f));
    }

    @Test
    void anEventOfLongBeforeWhatIsKnownIsNotRehearsed() {
        Models models = new Models(LearningSettings.defaults());
        long nowMs = 10_000_000_000L;
        replay(
                models,
                List.of(
                        new Event("", "1", "1", EventType.VIEW, nowMs, 0),
                        new Event("", "2", "2", EventType.VIEW, nowMs, 0)));
        List<Long> rehearsed = new ArrayList<>();
        BlendFit fit = new BlendFit(
                models,
                IdKeys.withoutSecret(),
                (view, past, article, timeMs, choice) -> {
                    rehearsed.add(timeMs);
                    return -1;
                },
                rows -> {},
                1);

        fit.before(new Event("", "1", "2", EventType.VIEW, nowMs - 60_000, 0));
        fit.before(new Event("", "1", "2", EventType.VIEW, nowMs - 3_600_000, 0));

        assertThat(rehearsed).containsExactly(nowMs - 60_000);
    }

    @Test
    void whatTheLogTeachesDoesNotDependOnHowFarTheRebuildingOfRowsGot() {
        assertThat(sumsHeard(true)).isEqualTo(sumsHeard(false)).hasSizeGreaterThan(100);
    }

    /** What the neighbour rows of the sampled events' readers add up to, when each was looked at. */
    private static List<Integer> sumsHeard(boolean rebuiltAtOnce) {
        Models models = new Models(LearningSettings.defaults());
        List<Integer> heard = new ArrayList<>();
        FeatureShares listening = (view, past, article, timeMs, choice) -> {
            int neighbours = 0;
            for (int place = 0; place < past.length(); place++) {
                neighbours += view.rows().row(past.article(place)).articles().length;
            }
            heard.add(neighbours);
            return -1;
        };
        ModelWriter writer = new ModelWriter(models, IdKeys.withoutSecret(), Clock.systemUTC(), listening);
        Random random = new Random(11);
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            String reader = Integer.toString(1 + random.nextInt(100));
            String article = Integer.toString(1 + random.nextInt(200));
            events.add(new Event("", reader, article, EventType.VIEW, 1_000L * i, 0));
        }
        replay(writer, events.subList(0, 500));
        for (List<Event> batch : Lists.partition(events.subList(500, events.size()), 256)) {
            writer.apply(batch);
            if (rebuiltAtOnce) {
                writer.rebuildRows(Integer.MAX_VALUE);
            }
        }
        return heard;
    }

    @Test
    void whatComesFasterThanTheBlendIsFittedIsSampledBesideWhoServesOnceItIsFitted() {
        int all = examples(ModelWriter::new);

        assertThat(all).isGreaterThan(6_000);
        assertThat(examples(ModelWriter::live)).isBetween(3_000, 3_000 + (all - 3_000) / 2);
    }

    private interface Writers {
        ModelWriter of(Models models, IdKeys ids, Clock clock, FeatureShares shares);
    }

    /** How many of 50,000 events that come at once a writer learns from, when an example takes a tenth of a millisecond. */
    private static int examples(Writers writers) {
        int[] asked = new int[1];
        ModelWriter writer = writers.of(
                new Models(LearningSettings.defaults()),
                IdKeys.withoutSecret(),
                Clock.systemUTC(),
                (view, past, article, nowMs, choice) -> {
                    asked[0]++;
                    long beginNs = System.nanoTime();
                    while (System.nanoTime() - beginNs < 100_000) {
                        Thread.onSpinWait();
                    }
                    return trendKnows(view, past, article, nowMs, choice);
                });
        replay(writer, List.of(view(1, 1), view(2, 2)));
        writer.apply(Collections.nCopies(50_000, later(1, 2)));
        return asked[0];
    }
}
