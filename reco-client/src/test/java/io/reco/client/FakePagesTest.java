package io.reco.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;

import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.stub.MetadataUtils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.reco.api.ArticleResponse;
import io.reco.api.UserRecommendGrpc;
import io.reco.api.UserRequest;
import io.reco.client.catalog.ArticleDetails;
import io.reco.client.feedback.Event;
import io.reco.client.feedback.ReportResult;
import io.reco.client.testing.FakeRecommendServer;

/** Whoever tests against the public fake server learns what the real one would have answered. */
class FakePagesTest {
    private static final Instant START = Instant.parse("2026-11-20T08:00:00Z");

    private final SetClock clock = new SetClock();
    private final FakeRecommendServer server = FakeRecommendServer.start(clock);
    private final RecommendClient client = RecommendClient.connect(server.target());
    private final ManagedChannel channel = InProcessChannelBuilder.forName(
                    server.target().substring("inprocess:".length()))
            .build();

    @AfterEach
    void close() {
        channel.shutdownNow();
        client.close();
        server.close();
    }

    @Test
    void aMomentInSecondsIsRefusedWithAHintAndANegativeOneIsRefused() {
        assertThatThrownBy(() -> page(7, 3, 1))
                .hasMessageContaining("time_stamp: 1 (expected: milliseconds since 1970, not seconds; or 0 for now)");
        assertThatThrownBy(() -> page(7, 3, 99_999_999_999L)).hasMessageContaining("not seconds");
        assertThatThrownBy(() -> page(7, 3, -1)).hasMessageContaining("time_stamp: -1 (expected: >= 0)");
        assertThat(page(7, 3, 100_000_000_000L)).isEqualTo(ArticleResponse.getDefaultInstance());
    }

    @Test
    void aMomentOfAFastClockIsRememberedAndOneFurtherAheadIsNot() {
        long fast = START.plus(Duration.ofMinutes(5)).toEpochMilli();
        ArticleResponse first = page(7, 3, fast);
        clock.now = START.plusSeconds(1);

        assertThat(first.getTimeStamp()).isEqualTo(START.toEpochMilli());
        assertThat(page(7, 3, fast)).isEqualTo(first);

        long ahead = START.plus(Duration.ofMinutes(6)).toEpochMilli();
        ArticleResponse second = page(7, 3, ahead);
        assertThat(second.getTimeStamp()).isEqualTo(clock.millis());
        assertThat(ids(page(7, 3, ahead))).doesNotContainAnyElementsOf(ids(second));
    }

    @Test
    void aMomentOlderThanPagesAreKeptMakesNoPage() {
        long tooOld = START.minus(Duration.ofDays(90)).toEpochMilli() - 1;

        assertThat(page(7, 3, tooOld)).isEqualTo(ArticleResponse.getDefaultInstance());
        assertThat(page(0, 3, tooOld)).isEqualTo(ArticleResponse.getDefaultInstance());
        assertThat(page(7, 3, tooOld + 1).getTimeStamp()).isEqualTo(tooOld + 1);
    }

    @Test
    void pagesOlderThan90DaysAreForgotten() {
        ArticleResponse first = page(7, 3, 0);
        clock.now = START.plus(Duration.ofDays(91));

        assertThat(page(7, 3, first.getTimeStamp())).isEqualTo(ArticleResponse.getDefaultInstance());
    }

    @Test
    void aKeyBringsItsPageBackAndIsOfOneCountAlone() {
        ArticleResponse first = keyed("k-1", 3);
        clock.now = START.plusSeconds(1);

        assertThat(keyed("k-1", 3)).isEqualTo(first);
        assertThatThrownBy(() -> keyed("k-1", 4)).isInstanceOfSatisfying(StatusRuntimeException.class, e -> {
            assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.ABORTED);
            assertThat(e.getStatus().getDescription())
                    .isEqualTo("article_num: 4 (expected: 3, as in the call before with this idempotency-key)");
        });
        assertThatThrownBy(() -> keyed("x".repeat(65), 3)).hasMessageContaining("idempotency-key: xxx");
    }

    @Test
    void whatWasTakenDownOrRejectedIsOnNoPageOfAnyKind() {
        for (int id = 1; id <= 6; id++) {
            client.upsert(ArticleDetails.builder(id).build());
        }
        ArticleResponse page = page(7, 6, 0);
        client.upsert(ArticleDetails.builder(1).hidden(true).build());
        client.upsert(ArticleDetails.builder(2).expireTime(START).build());
        client.delete(3);
        client.report(Event.dislike(7, 4), Event.hide(7, 5), Event.hide(7, 6));
        client.report(Event.like(7, 6)); // takes it back

        ArticleResponse replay = page(7, 6, page.getTimeStamp());
        assertThat(ids(replay)).containsExactly(6);
        assertThat(replay.getExposure()).isEqualTo(page.getExposure());
        assertThat(ids(page(7, 6, page.getTimeStamp() + 1))).containsExactly(6);
        assertThat(ids(page(8, 6, 0))).containsExactly(4, 5, 6);
    }

    @Test
    void aPageOfWhichNothingIsLeftIsSkippedInHistory() {
        ArticleResponse first = page(7, 3, 0);
        clock.now = START.plusSeconds(1);
        ArticleResponse second = page(7, 3, 0);
        clock.now = START.plusSeconds(2);
        ArticleResponse third = page(7, 3, 0);
        ids(second).forEach(id -> client.report(Event.hide(7, id)));

        assertThat(page(7, 3, third.getTimeStamp() - 1)).isEqualTo(first);
        ArticleResponse replay = page(7, 3, second.getTimeStamp());
        assertThat(replay.getExposure()).isEqualTo(second.getExposure());
        assertThat(replay.getRecommendsList()).isEmpty();
    }

    @Test
    void aPageIsShortOnlyWhenTheCatalogueIs() {
        client.upsert(
                ArticleDetails.builder(1).build(),
                ArticleDetails.builder(2).build(),
                ArticleDetails.builder(3).build());
        client.report(Event.view(7, 1));

        assertThat(ids(page(7, 2, 0))).containsExactly(2, 3);
        assertThat(ids(page(7, 3, 0))).containsExactly(2, 3, 1);
    }

    @Test
    void aWrongEventNamesEveryFieldThatIsWrongAndKeepsNoOtherOut() {
        Event seconds = Event.view(7, 1).at(Instant.EPOCH.plusMillis(START.getEpochSecond()));
        Event old = Event.view(7, 1).at(Instant.parse("1989-12-31T23:59:59Z"));
        Event ahead = Event.view(7, 1).at(START.plus(Duration.ofDays(2)));

        ReportResult result = client.report(seconds, Event.view(7, 2), old, ahead, Event.view("0", "two words"));

        assertThat(result.accepted()).isEqualTo(1);
        assertThat(result.refused()).extracting(Refused::index).containsExactly(0, 2, 3, 4);
        assertThat(result.refused().get(0).violations().get(0).description())
                .endsWith("(expected: from 1990 on, at most a day ahead; seconds taken for milliseconds?)");
        assertThat(result.refused().get(3).violations())
                .extracting(Violation::field)
                .containsExactly("reader_id", "article_id");
    }

    @Test
    void aRefusedRequestSaysItsReason() {
        assertThatThrownBy(() -> client.recommend("0", 3))
                .isInstanceOfSatisfying(
                        RecommendException.class, e -> assertThat(e.reason()).contains("INVALID_FIELDS"));
    }

    private ArticleResponse page(int reader, int count, long stamp) {
        return ask(channel, reader, count, stamp);
    }

    private ArticleResponse keyed(String key, int count) {
        Metadata headers = new Metadata();
        headers.put(Metadata.Key.of("idempotency-key", Metadata.ASCII_STRING_MARSHALLER), key);
        return ask(
                ClientInterceptors.intercept(channel, MetadataUtils.newAttachHeadersInterceptor(headers)), 7, count, 0);
    }

    private static ArticleResponse ask(Channel channel, int reader, int count, long stamp) {
        return UserRecommendGrpc.newBlockingStub(channel)
                .userRecommend(UserRequest.newBuilder()
                        .setUserId(reader)
                        .setArticleNum(count)
                        .setTimeStamp(stamp)
                        .build());
    }

    private static List<Integer> ids(ArticleResponse page) {
        return page.getRecommendsList().stream()
                .map(article -> article.getArticleId())
                .toList();
    }

    /** Says what it was told. */
    private static final class SetClock extends Clock {
        volatile Instant now = START;

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
