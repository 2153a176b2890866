package io.reco.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import io.reco.server.domain.Article;
import io.reco.server.domain.Fact;
import io.reco.server.recommend.Answer;
import io.reco.server.recommend.draft.PageRequest;
import io.reco.server.recommend.draft.Policy;
import io.reco.server.store.Store;
import io.reco.server.store.memory.MemoryStore;

/** What pages that nobody gets leave behind: nothing. */
class WarmUpTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);

    private static Engine engine(Store store, int articles) {
        Engine engine = Engine.open(store, EngineSettings.defaults(), Map.of("k", new byte[32]), CLOCK);
        List<Fact> facts = new ArrayList<>();
        for (int id = 1; id <= articles; id++) {
            Article article = Article.bare(Integer.toString(id)).publishedAt(NOW.toEpochMilli() - 60_000L * id);
            facts.add(new Fact.ArticleUpserted(article));
        }
        store.facts().append(facts).join();
        engine.settled().join();
        return engine;
    }

    @Test
    void pagesThatNobodyGetsChangeNeitherCountsNorStoreNorTheNextPage() {
        Store warm = MemoryStore.open(CLOCK);
        Store cold = MemoryStore.open(CLOCK);
        try (Engine warmed = engine(warm, 2_500);
                Engine untouched = engine(cold, 2_500)) {
            EngineStatus before = warmed.status();

            assertThat(warmed.warmUp(Duration.ofMillis(300))).isPositive();

            assertThat(warmed.status()).isEqualTo(before);
            assertThat(warm.facts().newest()).isEqualTo(cold.facts().newest());
            PageRequest request = PageRequest.of("7", 10, Policy.defaults());
            assertThat(ids(warmed.recommender().recommend(request).join()))
                    .isEqualTo(ids(untouched.recommender().recommend(request).join()));
        }
    }

    @Test
    void whereThereIsLittleToRankNoTimeIsSpent() {
        try (Engine engine = engine(MemoryStore.open(CLOCK), 50)) {
            assertThat(engine.warmUp(Duration.ofMinutes(1))).isZero();
        }
    }

    private static List<String> ids(Answer answer) {
        return answer.items().stream().map(Answer.Item::article).toList();
    }
}
