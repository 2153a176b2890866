package io.reco.server.recommend;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

import com.google.protobuf.InvalidProtocolBufferException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.reco.api.v1.Exposure;
import io.reco.api.v1.SignedExposure;
import io.reco.server.domain.Event;
import io.reco.server.domain.EventType;
import io.reco.server.domain.Fact;
import io.reco.server.engine.Engine;
import io.reco.server.engine.EngineSettings;
import io.reco.server.recommend.draft.PageRequest;
import io.reco.server.store.Store;
import io.reco.server.store.memory.MemoryStore;

/** What the token of a page says is what the pipeline did. */
@Timeout(300)
class TokensOfPagesTest {

    private static final int ARTICLES = 400;
    private static final int TOPICS = 8;

    /** What a token says. */
    static Exposure said(Answer page) throws InvalidProtocolBufferException {
        byte[] token = Base64.getUrlDecoder().decode(page.exposure());
        return Exposure.parseFrom(SignedExposure.parseFrom(token).getExposure());
    }

    @Test
    void aTokenSaysHowProbableEachSlotWasAndWhatRankedThePage() throws InvalidProtocolBufferException {
        try (Newsroom room = new Newsroom().publish(ARTICLES, TOPICS).simulate(100, 5_000, ARTICLES, TOPICS)) {
            List<Fact> fresh = new ArrayList<>();
            for (int id = 9_001; id <= 9_040; id++) {
                fresh.add(new Fact.ArticleUpserted(Newsroom.article(id, "topic" + id % TOPICS, Newsroom.NOW)));
            }
            room.append(fresh);
            room.settle();
            int exploring = 0;

            for (int reader = 1; reader <= 20; reader++) {
                Answer page = room.engine
                        .recommender()
                        .recommend(PageRequest.of(Integer.toString(reader), 10, room.engine.policy()))
                        .join();
                Exposure said = said(page);

                assertThat(said.getPolicy().getName()).isEqualTo("default");
                assertThat(said.getPolicy().getModelId())
                        .isNotEmpty()
                        .isEqualTo(room.engine.status().modelId().toString());
                assertThat(said.getSlotsList())
                        .extracting(Exposure.Slot::getArticleId)
                        .isEqualTo(
                                page.items().stream().map(Answer.Item::article).toList());
                for (int slot = 0; slot < 10; slot++) {
                    Exposure.Slot told = said.getSlots(slot);
                    assertThat(told.getPropensity())
                            .isEqualTo(page.items().get(slot).slot().propensity())
                            .isGreaterThan(0)
                            .isLessThanOrEqualTo(1);
                    // Only what is new is drawn by chance; the rest is where its score puts it.
                    boolean drawn = told.getPropensity() < 1;
                    exploring += drawn ? 1 : 0;
                    assertThat(drawn && Integer.parseInt(told.getArticleId()) < ARTICLES - 24)
                            .isFalse();
                }
                assertThat(said.getSlotsList().stream()
                                .filter(slot -> slot.getPropensity() < 1)
                                .count())
                        .isOne();
            }
            assertThat(exploring).isEqualTo(20);
        }
    }

    @Test
    void whatIsPublishedInTheBackgroundHasANameOfItsOwnInTokens() throws InvalidProtocolBufferException {
        Clock clock = Clock.fixed(Instant.ofEpochMilli(Newsroom.NOW), ZoneOffset.UTC);
        Store store = MemoryStore.open(clock);
        try (Engine engine = Engine.stepped(store, EngineSettings.defaults(), clock)) {
            List<Fact> facts = new ArrayList<>();
            for (int id = 1; id <= 40; id++) {
                facts.add(new Fact.ArticleUpserted(Newsroom.article(id, "topic" + id % 4, Newsroom.NOW - id)));
                facts.add(new Event("e" + id, "r" + id % 5, Integer.toString(id), EventType.VIEW, Newsroom.NOW, 0));
            }
            var unused = store.facts().append(facts).join();
            engine.catchUp();

            String before = modelId(engine, "a");
            assertThat(modelId(engine, "b")).isEqualTo(before);
            engine.train(0);
            String after = modelId(engine, "a");

            assertThat(before).isNotEmpty();
            assertThat(after)
                    .isNotEqualTo(before)
                    .isEqualTo(engine.status().modelId().toString());
        }
    }

    private static String modelId(Engine engine, String reader) throws InvalidProtocolBufferException {
        PageRequest request = PageRequest.of(reader, 10, engine.policy());
        return said(engine.recommender().recommend(request).join()).getPolicy().getModelId();
    }
}
