package io.reco.server.store.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

import com.google.protobuf.InvalidProtocolBufferException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.reco.api.v1.Exposure;
import io.reco.api.v1.SignedExposure;
import io.reco.server.domain.Article;
import io.reco.server.domain.Fact;
import io.reco.server.engine.Engine;
import io.reco.server.engine.EngineSettings;
import io.reco.server.recommend.Answer;
import io.reco.server.recommend.draft.PageRequest;
import io.reco.server.recommend.draft.Policy;
import io.reco.server.store.Store;
import io.reco.server.store.rocksdb.db.Database;

/** What a full disk makes of pages. */
class FullDiskPagesTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    @TempDir
    Path data;

    @Test
    void aPageThatCannotBeKeptIsAnsweredSaysSoAndCannotBeReplayed() throws InvalidProtocolBufferException {
        AtomicLong usable = new AtomicLong(Long.MAX_VALUE);
        Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
        Store store = RocksStore.open(Database.open(data, usable::get, 1), clock);
        try (Engine engine = Engine.open(store, EngineSettings.defaults(), Map.of("k", new byte[32]), clock)) {
            List<Fact> facts = new ArrayList<>();
            for (int id = 1; id <= 40; id++) {
                Article article = Article.bare(Integer.toString(id)).publishedAt(NOW.toEpochMilli() - id);
                facts.add(new Fact.ArticleUpserted(article));
            }
            var unused = store.facts().append(facts).join();
            engine.settled().join();
            PageRequest request = PageRequest.of("7", 10, Policy.defaults());
            Answer kept = engine.recommender().recommend(request).join();
            usable.set(0);

            Answer page = engine.recommender().recommend(request).join();

            assertThat(kept.degraded()).isFalse();
            assertThat(exposure(kept).getDegraded()).isFalse();
            assertThat(page.degraded()).isTrue();
            assertThat(exposure(page).getDegraded()).isTrue();
            assertThat(page.items()).hasSize(10);
            assertThat(store.readers().read("7").join().pages()).hasSize(1);
            assertThat(engine.recommender()
                            .recommend(request.at(page.stamp()))
                            .join()
                            .degraded())
                    .isTrue(); // it is made anew
            assertThat(engine.recommender().recommend(request.at(kept.stamp())).join())
                    .isEqualTo(kept);
            usable.set(Long.MAX_VALUE);
        }
    }

    private static Exposure exposure(Answer answer) throws InvalidProtocolBufferException {
        byte[] token = Base64.getUrlDecoder().decode(answer.exposure());
        return Exposure.parseFrom(SignedExposure.parseFrom(token).getExposure());
    }
}
