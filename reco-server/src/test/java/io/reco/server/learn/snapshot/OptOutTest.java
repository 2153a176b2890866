package io.reco.server.learn.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeSet;

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
import io.reco.server.model.Models;
import io.reco.server.model.View;
import io.reco.server.model.blend.Choice;
import io.reco.server.model.histories.Past;
import io.reco.server.model.settings.LearningSettings;

/** What readers do who want no personal pages. */
class OptOutTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
    private static final IdKeys IDS = IdKeys.withoutSecret();
    private static final int ARTICLES = 40;

    private final SplittableRandom random = new SplittableRandom(1);
    private final Models models = new Models(LearningSettings.defaults());
    private final ModelWriter writer = writer(models);

    private static ModelWriter writer(Models models) {
        // Every event teaches, and what it teaches depends on the models.
        return new ModelWriter(models, IDS, CLOCK, (View view, Past past, int article, long nowMs, Choice choice) -> {
            float[] shares = choice.opened();
            for (int f = 0; f < shares.length; f++) {
                shares[f] = (1 + (past.length() + article + f) % 5) / 10f;
            }
            return 1;
        });
    }

    private static List<Fact> articles() {
        List<Fact> facts = new ArrayList<>();
        for (int id = 1; id <= ARTICLES; id++) {
            facts.add(
                    new Fact.ArticleUpserted(Article.bare(Integer.toString(id)).publishedAt(NOW.toEpochMilli())));
        }
        return facts;
    }

    private static Fact learnedSince(String reader, long sinceMs) {
        return new Fact.ReaderUpdated(reader, Preferences.NONE.learnedSince(sinceMs));
    }

    private Event event(int i, String reader, long timeMs) {
        int article = 1 + random.nextInt(ARTICLES);
        Origin origin =
                i % 2 == 0 ? new Origin(1 + i / 10, i % 3, LongList.of(2, 3).subList(0, i % 3)) : Origin.NONE;
        EventType type = i % 4 == 2 ? EventType.EXPOSE : i % 7 == 3 ? EventType.HIDE : EventType.VIEW;
        return new Event("e" + i, reader, Integer.toString(article), type, timeMs, origin);
    }

    @Test
    void nothingIsLearnedFromThemButCounts() {
        List<Fact> others = new ArrayList<>();
        List<Fact> all = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            boolean theirs = i % 5 == 0;
            Event event = event(i, theirs ? "nobody" : "r" + random.nextInt(30), NOW.toEpochMilli() - 2_000 + i);
            all.add(event);
            if (!theirs) {
                others.add(event);
            }
        }
        writer.replay(articles());
        writer.replay(List.of(learnedSince("nobody", Preferences.NEVER)));
        Models withoutThem = new Models(LearningSettings.defaults());
        ModelWriter other = writer(withoutThem);
        other.replay(articles());
        other.replay(List.of(learnedSince("nobody", Preferences.NEVER)));

        writer.apply(all);
        other.apply(others);
        writer.rebuildRows(ARTICLES);
        other.rebuildRows(ARTICLES);

        TreeSet<String> differing = new TreeSet<>(
                SameFields.compare(writer, other, SnapshotFormatTest.MADE_ANEW).places());
        differing.removeIf(place -> place.contains("popularity.views")
                || place.contains("popularity.shares")
                || place.contains("funnel.")
                || place.contains("blendFit.seen"));
        assertThat(differing).isEmpty();
        assertThat(views(models)).isEqualTo(count(all)).isGreaterThan(views(withoutThem));
        assertThat(models.<Boolean>read(view -> view.past(IDS.ofReader("nobody")) == null))
                .isTrue();
    }

    private static int views(Models models) {
        return models.read(view -> {
            int views = 0;
            for (int article = 0; article < view.articles().size(); article++) {
                views += view.popularity().views(article);
            }
            return views;
        });
    }

    private static int count(List<Fact> events) {
        return (int) events.stream()
                .filter(fact -> ((Event) fact).type() == EventType.VIEW)
                .count();
    }

    @Test
    void whoAllowsItAgainIsLearnedFromSinceThen() {
        long onMs = NOW.toEpochMilli() - 10_000;
        writer.replay(articles());
        writer.apply(List.of(view("before", "1", onMs - 50_000), learnedSince("r", Preferences.NEVER)));
        writer.apply(List.of(view("off", "2", onMs - 20_000), learnedSince("r", onMs)));
        writer.apply(List.of(view("late", "3", onMs - 1), view("on", "4", onMs)));

        assertThat(history("r")).containsExactly("1", "4");
    }

    @Test
    void whatCameBeforeItsArticleIsCountedAlone() {
        writer.apply(List.of(
                learnedSince("r", Preferences.NEVER),
                view("a", "7", NOW.toEpochMilli() - 3),
                learnedSince("r", NOW.toEpochMilli() - 2),
                view("b", "8", NOW.toEpochMilli() - 1),
                view("c", "9", NOW.toEpochMilli() - 1),
                learnedSince("r", Preferences.NEVER)));
        writer.apply(articles());

        assertThat(views(models)).isEqualTo(3);
        assertThat(models.<Boolean>read(view -> view.past(IDS.ofReader("r")) == null))
                .isTrue();
    }

    private static Event view(String id, String article, long timeMs) {
        return new Event(id, "r", article, EventType.VIEW, timeMs, Origin.NONE);
    }

    private List<String> history(String reader) {
        return models.read(view -> {
            Past past = Objects.requireNonNull(view.past(IDS.ofReader(reader)));
            List<String> ids = new ArrayList<>();
            for (int place = 0; place < past.length(); place++) {
                ids.add(view.articles().id(past.article(place)));
            }
            return ids;
        });
    }
}
