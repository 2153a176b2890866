package io.reco.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.reco.client.RecommendException.Code;
import io.reco.client.catalog.ArticleDetails;
import io.reco.client.feedback.Event;
import io.reco.client.page.Page;
import io.reco.client.reader.Activity;
import io.reco.client.reader.ErasureReceipt;
import io.reco.client.reader.KeptAction;
import io.reco.client.reader.KeptPage;
import io.reco.client.reader.MergeResult;
import io.reco.client.reader.Preferences;
import io.reco.client.reader.ReaderRecord;
import io.reco.client.testing.FakeRecommendServer;
import io.reco.client.testing.Loopback;

class ReadersTest {
    private final FakeRecommendServer server = Loopback.start();
    private final RecommendClient client = Clients.connect(server);

    @AfterEach
    void close() {
        client.close();
        server.close();
    }

    @Test
    void whatAReaderDidAndWasServedIsFetchedPieceByPiece() {
        Page page = client.recommend("anna", 3);
        client.report(IntStream.range(0, 1_200)
                .mapToObj(i -> Event.view("anna", "" + (i + 1)))
                .toList());
        int before = server.calls(Operation.READER);

        assertThat(client.activities("anna").limit(3)).hasSize(3);
        assertThat(server.calls(Operation.READER) - before).isEqualTo(1);
        assertThat(client.activities("anna", KeptAction.class)).hasSize(1_200);
        assertThat(client.activities("anna", KeptPage.class))
                .singleElement()
                .satisfies(kept -> assertThat(kept.page().stamp()).isEqualTo(page.stamp()));
        List<Activity> handedOver = new ArrayList<>();
        assertThat(client.async().activities("anna", handedOver::add).join()).isEqualTo(1_201);
        assertThat(client.reader("anna").actionCount()).isEqualTo(1_200);
        assertThat(client.reader("nobody").pageCount()).isZero();
        assertThat(client.reader("nobody").preferences())
                .isEqualTo(Preferences.of("nobody").build());
    }

    @Test
    void whatAReaderBlockedIsOnNoPageAndAPartIsWrittenAlone() {
        client.upsert(
                ArticleDetails.builder("moss").topics("science").build(),
                ArticleDetails.builder("vote").topics("politics").build());

        client.update(Preferences.of("anna")
                .blockedTopics("Politics")
                .followedAuthors("bob")
                .build());
        Preferences now = client.update(
                Preferences.of("anna").personalised(false).build(), EnumSet.of(Preferences.Field.PERSONALISED));

        assertThat(client.recommend("anna", 2).articleIds()).containsExactly("moss");
        assertThat(now)
                .isEqualTo(Preferences.of("anna")
                        .blockedTopics("Politics")
                        .followedAuthors("bob")
                        .personalised(false)
                        .build());
        assertThat(client.update(Preferences.of("anna").build(), EnumSet.noneOf(Preferences.Field.class)))
                .isEqualTo(now);
    }

    @Test
    void aMergeMovesEverythingOnce() {
        client.recommend("cookie", 2);
        client.report(Event.view("cookie", "1").withId("e-1"), Event.like("cookie", "2"));

        MergeResult first = client.merge("cookie", "anna", "login-1");
        MergeResult again = client.merge("cookie", "anna", "login-1");

        assertThat(first).isEqualTo(new MergeResult(2, 1));
        assertThat(again).isEqualTo(new MergeResult(0, 0));
        assertThat(client.reader("anna").mergedReaders()).containsExactly("cookie");
        assertThat(client.reader("cookie").actionCount()).isZero();
        assertThat(client.report(Event.view("anna", "1").withId("e-1")).duplicates())
                .hasSize(1);
        RecommendException refused = catchThrowableOfType(RecommendException.class, () -> client.merge("anna", "anna"));
        assertThat(refused.violations()).extracting(Violation::field).containsExactly("into_reader_id");
    }

    @Test
    void everythingThereIsComesOutAndGoesAway() {
        client.update(Preferences.of("anna").followedTopics("science").build());
        Page page = client.recommend("anna", 2);
        client.report(Event.view("anna", page.articleIds().get(0)).from(page));

        List<ReaderRecord> records = client.export("anna").toList();
        ErasureReceipt receipt = client.erase("anna");

        assertThat(records).hasSize(4);
        assertThat(records.get(0).preferences().orElseThrow().followedTopics()).containsExactly("science");
        assertThat(records.get(3).event().orElseThrow().pageStamp()).contains(page.stamp());
        assertThat(receipt.actions()).isEqualTo(1);
        assertThat(receipt.pages()).isEqualTo(1);
        assertThat(receipt.goneTime()).isAfter(receipt.eraseTime());
        assertThat(client.activities("anna")).isEmpty();
        assertThat(client.export("anna")).hasSize(1);
        assertThat(client.reader("anna").eraseTime()).contains(receipt.eraseTime());
        Event old = Event.view("anna", "5").at(Instant.now().minus(Duration.ofHours(1)));
        assertThat(client.report(old).refused().get(0).violations())
                .extracting(Violation::reason)
                .containsExactly("READER_ERASED");
    }

    @Test
    void anExportIsHandedOverAsItComes() {
        client.report(Event.view("anna", "1"));
        List<ReaderRecord> records = new ArrayList<>();

        client.async().export("anna", records::add).join();

        assertThat(records).hasSize(3);
        assertThat(catchThrowableOfType(
                                RecommendException.class,
                                () -> client.export("0").toList())
                        .code())
                .isEqualTo(Code.INVALID_ARGUMENT);
    }

    @Test
    void aRetractionTakesALikeOrARejectionBack() {
        client.upsert(ArticleDetails.builder("moss").build());
        Event dislike = Event.dislike("anna", "moss");
        client.report(dislike);
        assertThat(client.recommend("anna", 1).isEmpty()).isTrue();

        client.report(dislike.retracted());

        assertThat(client.recommend("anna", 1).articleIds()).containsExactly("moss");
        assertThat(dislike.retracted().id()).isNotEqualTo(dislike.id());
        assertThat(client.report(Event.view("anna", "moss").retracted()).refused())
                .hasSize(1);
    }
}
