package io.reco.server.learn.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

import it.unimi.dsi.fastutil.longs.LongList;
import org.junit.jupiter.api.Test;

import io.reco.server.domain.Article;
import io.reco.server.domain.Event;
import io.reco.server.domain.EventType;
import io.reco.server.domain.Fact;
import io.reco.server.domain.IdKeys;
import io.reco.server.domain.page.Origin;
import io.reco.server.domain.reader.Preferences;
import io.reco.server.learn.follow.ModelWriter;
import io.reco.server.learn.train.Learner;
import io.reco.server.model.FeatureShares;
import io.reco.server.model.Models;
import io.reco.server.model.View;
import io.reco.server.model.blend.Blend;
import io.reco.server.model.blend.Choice;
import io.reco.server.model.blend.Feature;
import io.reco.server.model.catalogue.EarlyEvents;
import io.reco.server.model.histories.Histories;
import io.reco.server.model.histories.Past;
import io.reco.server.model.neighbours.Damping;
import io.reco.server.model.popularity.MutablePopularity;
import io.reco.server.model.settings.LearningSettings;
import io.reco.server.model.settings.Parameter;
import io.reco.server.model.snapshot.SnapshotException;

/** A snapshot holds everything, so that nobody who adds to the models can forget it there. */
class SnapshotFormatTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
    /** Of chance nothing is learned unless it is said to be. */
    private static final LearningSettings SETTINGS = LearningSettings.of(Map.of(Parameter.EASE_SHARE, 0.5));

    private static final int ARTICLES = 480;
    private static final int READERS = 300;

    /** What is not in a snapshot, and why that is right. */
    static final Set<String> MADE_ANEW = Set.of(
            "Models.lock",
            "ModelWriter.clock", // given at the start
            "ModelWriter.ids",
            "ModelWriter.featureShares",
            "ModelWriter.heap",
            "ModelWriter.settings",
            "ModelWriter.rowBuilder", // settings, and of use within one call
            "ModelWriter.eventRules", // settings
            "ModelWriter.awaited", // nothing is left over after a batch of facts
            "ModelWriter.nextRefillNs", // of this process
            "ModelWriter.nextFitNs",
            "ModelWriter.fitRest",
            "StaleRows.touches", // counted anew, which delays no row for long
            "BlendFit.models",
            "BlendFit.ids",
            "BlendFit.featureShares",
            "BlendFit.freshRows",
            "BlendFit.everyMax", // settings
            "BlendFit.quickMs",
            "BlendFit.began", // what was restored
            "BlendFit.begunWith",
            "BlendFit.latest", // gathered anew: what was restored counts until then
            "BlendFit.choice", // of use within one call
            "Tilt.words",
            "Tilt.chances",
            "Tilt.gradient",
            "BlendFit.changed", // published with the batch
            "Models.settings",
            "State.modelId", // no two starts have the same
            "State.settings", // those of the configuration; a snapshot of others is not used
            "MutableOpenings.kept", // of the heap
            "MutableFunnel.cellsMax",
            "Histories.bytes", // of the room that arrays take, which is less after a start
            "Histories.bytesMax", // of the heap
            "MutableContent.words", // analyzers of texts, by language
            "MutableContent.taken", // of use within one call
            "MutableArticles.unordered", // nothing is left over after a batch of facts
            "MutableArticles.reorder",
            "MutableArticles.appearances", // compared with itself alone, by one process
            "MutableArticles.byTopic", // lists of what articles have, made of that
            "MutableArticles.byLanguage",
            "MutableArticles.stale",
            "Attributes.postings",
            "MutableSessionRules.halfLifeMs", // settings and limits
            "MutableSessionRules.depth",
            "MutableSessionRules.rowMax",
            "MutableTrend.halfLifeMs",
            "MutableTrend.least",
            "MutableTrend.nothing",
            "MutableTrend.numbered",
            "SortedList.max");

    /** What this test does not get to change from what it is at first; of the histories another one does. */
    private static final Set<String> UNTOUCHED = Set.of(
            "BlendFit.seen", // every event teaches while little was learned
            "Histories.free",
            "Histories.gone",
            "Histories.nextSwept",
            "Histories.swept",
            "MutableTrend.dropped", // true for as long as lists rest from being filled again
            "MutableTrend.nextPruned"); // goes round all topics at once while they are few

    private final Models models = new Models(SETTINGS);
    private final ModelWriter writer = writer(models);
    private final SplittableRandom random = new SplittableRandom(1);

    @Test
    void everyFieldOfTheModelsComesBack() {
        learn();

        ModelWriter other = writer(new Models(SETTINGS));
        restore(other, saved());

        assertThat(SameFields.compare(writer, other, MADE_ANEW).places()).isEmpty();
    }

    @Test
    void noFieldIsComparedThatThisTestLeavesEmpty() {
        learn();

        ModelWriter empty = writer(new Models(SETTINGS));
        SameFields same = SameFields.compare(writer, empty, MADE_ANEW);

        assertThat(same.sameFields())
                .filteredOn(field -> !UNTOUCHED.contains(field))
                .as("fields that the facts of this test do not change: add facts that do")
                .isEmpty();
    }

    @Test
    void aSnapshotThatWasCutIsRefusedAndChangesNothing() {
        learn();
        byte[] whole = saved();
        ModelWriter other = writer(new Models(SETTINGS));

        for (int length : new int[] {0, 1, whole.length / 3, whole.length / 2, whole.length - 1}) {
            assertThatThrownBy(() -> restore(other, Arrays.copyOf(whole, length)))
                    .isInstanceOf(SnapshotException.class);
        }

        ModelWriter empty = writer(new Models(SETTINGS));
        assertThat(SameFields.compare(other, empty, MADE_ANEW).places()).isEmpty();
    }

    @Test
    void whatTheBlendLearnedIsNotOverthrownByTheFirstEventsAfterAStart() {
        Models before = new Models(SETTINGS);
        ModelWriter first = fitting(before, Feature.TREND);
        teach(first, 0, 400);
        float trend = weight(before, Feature.TREND);
        assertThat(trend).isGreaterThan(0.5f);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ChunkWriter chunks = new ChunkWriter(out);
        first.save(chunks);
        before.saveLearned(chunks);

        Models after = new Models(SETTINGS);
        ModelWriter second = fitting(after, Feature.BURST);
        restore(second, out.toByteArray());
        teach(second, 400, 415);
        assertThat(weight(after, Feature.TREND)).isBetween(trend - 0.1f, trend - 0.001f);
        teach(second, 415, 900);
        assertThat(weight(after, Feature.BURST)).isGreaterThan(0.5f);
    }

    /** A writer whose blend hears that one source foresees what is opened. */
    private static ModelWriter fitting(Models models, Feature knowing) {
        FeatureShares shares = (view, past, article, nowMs, choice) -> {
            Arrays.fill(choice.opened(), 0.01f);
            choice.opened()[knowing.index()] = 0.1f;
            return 1;
        };
        return new ModelWriter(models, IdKeys.withoutSecret(), Clock.fixed(NOW, ZoneOffset.UTC), shares);
    }

    /** Readers of such numbers open one article, and then another. */
    private static void teach(ModelWriter writer, int from, int to) {
        for (int article = 1; article <= 2; article++) {
            writer.apply(List.of(new Fact.ArticleUpserted(Article.bare(Integer.toString(article)))));
            for (int reader = from; reader < to; reader++) {
                long timeMs = NOW.toEpochMilli() - 10_000 + 1_000L * article;
                writer.apply(
                        List.of(new Event("", "r" + reader, Integer.toString(article), EventType.VIEW, timeMs, 0)));
            }
        }
    }

    private static float weight(Models models, Feature feature) {
        return models.read(View::blend).weight(1, feature);
    }

    @Test
    void whoseHistoryHadToGoIsGoneAfterAStartToo() {
        Histories histories = new Histories(new MutablePopularity(), 100_000);
        for (int i = 0; i < 20_077; i++) {
            int reader = histories.intern(random.nextInt(4) == 0 ? random.nextInt(50) : 1_000 + i / 2);
            int place = histories.add(reader, random.nextInt(60), 1, i * 1_000L);
            assertThat(place).isNotNegative();
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        histories.save(new ChunkWriter(out));
        Histories restored = new Histories(new MutablePopularity(), 100_000);
        restored.restore(new ChunkReader(new ByteArrayInputStream(out.toByteArray())));

        assertThat(SameFields.compare(histories, restored, MADE_ANEW).places()).isEmpty();
        Histories empty = new Histories(new MutablePopularity(), 100_000);
        assertThat(SameFields.compare(histories, empty, MADE_ANEW).sameFields()).doesNotContainAnyElementsOf(UNTOUCHED);
        histories.add(histories.intern(1), 1, 1, 0);
        restored.add(restored.intern(1), 1, 1, 0);
        assertThat(SameFields.compare(histories, restored, MADE_ANEW).places()).isEmpty();
    }

    private static ModelWriter writer(Models models) {
        return new ModelWriter(models, IdKeys.withoutSecret(), CLOCK, SnapshotFormatTest::shares);
    }

    private void learn() {
        writer.replay(articles());
        writer.replay(early());
        writer.replay(List.of(new Fact.ReaderUpdated("opted out", Preferences.NONE.learnedSince(Preferences.NEVER))));
        List<Fact> events = events();
        writer.apply(events.subList(0, 3_000));
        writer.apply(events.subList(3_000, events.size()));
        writer.settle();
        writer.replay(List.of(
                new Fact.ArticleDeleted("1"), new Fact.ArticleUpserted(article(10), NOW.toEpochMilli() - 1_000, true)));
        writer.rebuildRows(300);
        writer.tidy();
        new Learner(models, CLOCK).learn(1);
        models.write(changed -> {
            changed.damping(new Damping(0.6f, 0.45f, 0.4f));
            changed.funnel().beginAt(NOW.toEpochMilli());
        });
    }

    /** Whatever; it is to be learned. */
    private static int shares(View view, Past past, int article, long nowMs, Choice choice) {
        Feature knowing = List.of(Feature.values()).get(article % Feature.count());
        Arrays.fill(choice.opened(), 0.1f);
        choice.opened()[knowing.index()] = 0.7f;
        choice.clear();
        choice.add(0.2f, false);
        for (Feature feature : Feature.values()) {
            choice.share(feature, 0);
        }
        choice.add(0.1f, true);
        for (Feature feature : Feature.values()) {
            choice.share(feature, feature == knowing ? 0.7f : 0.1f);
        }
        return article % Blend.STAGES;
    }

    private static List<Fact> articles() {
        List<Fact> facts = new ArrayList<>();
        facts.add(new Fact.ArticleUpserted(Article.bare("a-slug").publishedAt(NOW.toEpochMilli())));
        for (int id = 1; id <= ARTICLES; id++) {
            facts.add(new Fact.ArticleUpserted(article(id)));
        }
        return facts;
    }

    private static Article article(int id) {
        return new Article(
                Integer.toString(id),
                "Title number " + id + " of group" + id % 7,
                "Words of many kinds, such as word" + id % 11,
                "",
                "Author " + id % 5,
                List.of("topic" + id % 4, "topic" + id % 6),
                id % 3 == 0 ? "pt-BR" : "en",
                NOW.toEpochMilli() - id * 60_000L,
                id % 10 == 0 ? NOW.toEpochMilli() + id : Article.NEVER,
                id % 17 == 0,
                Map.of("section", "section" + id % 3, "image", "image-" + id));
    }

    /** Of ids that the catalogue does not have, more than are kept. */
    private static List<Fact> early() {
        List<Fact> facts = new ArrayList<>();
        for (int i = 0; i < EarlyEvents.EVENTS_MAX + 100; i++) {
            facts.add(event(i, 1 + i % 50, "later-" + i % 1_000, EventType.VIEW, i));
        }
        return facts;
    }

    private List<Fact> events() {
        List<Fact> facts = new ArrayList<>();
        for (int i = 0; i < 6_000; i++) {
            int reader = 1 + random.nextInt(READERS);
            int group = reader % 4;
            int article = 1 + group * ARTICLES / 4 + random.nextInt(i < 4_000 ? 40 : ARTICLES / 4);
            if (article % 9 == 1) {
                continue; // nobody reads it, so it stays fresh
            }
            EventType type = i % 20 == 0 ? EventType.SHARE : i % 50 == 7 ? EventType.DISLIKE : EventType.VIEW;
            facts.add(event(i, reader, Integer.toString(article), type, i));
        }
        return facts;
    }

    private static Event event(int i, int reader, String article, EventType type, int second) {
        long timeMs = NOW.toEpochMilli() - 86_400_000 + second * 1_000L;
        // Of each ten two come from a page, down to its fourth place, and one of these says that the article was shown.
        Origin origin = i % 10 < 2
                ? new Origin("home", 1 + i / 100, i % 4, LongList.of(2, 3, 4).subList(0, i % 4))
                : Origin.NONE;
        EventType told = i % 10 == 1 ? EventType.EXPOSE : type;
        return new Event("e" + i, "reader-" + reader, article, told, timeMs, origin);
    }

    private byte[] saved() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ChunkWriter chunks = new ChunkWriter(out);
        writer.save(chunks);
        models.saveLearned(chunks);
        return out.toByteArray();
    }

    private static void restore(ModelWriter writer, byte[] saved) {
        writer.restore(
                new ChunkReader(new ByteArrayInputStream(saved)),
                ChunkReader.skipping(new ByteArrayInputStream(saved)));
    }
}
