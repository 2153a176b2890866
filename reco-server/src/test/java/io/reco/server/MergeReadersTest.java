package io.reco.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import com.google.protobuf.Timestamp;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.reco.api.ArticleResponse;
import io.reco.api.v1.Event;
import io.reco.api.v1.EventType;
import io.reco.api.v1.ExplainExposureRequest;
import io.reco.api.v1.ExplainExposureResponse;
import io.reco.api.v1.MergeReadersRequest;
import io.reco.api.v1.MergeReadersResponse;
import io.reco.api.v1.ReportEventsRequest;
import io.reco.api.v1.ReportEventsResponse;

/** What {@code MergeReaders} promises, while a server runs. */
@Timeout(300)
class MergeReadersTest {

    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
    private static final int COOKIE = 7;
    private static final int ACCOUNT = 8;
    private static final int OTHER = 9;

    @TempDir
    Path data;

    private final MovableClock clock = new MovableClock(START);
    private RunningServer server;

    @BeforeEach
    void start() throws IOException {
        server = RunningServer.start(data, clock);
        server.upsert(1, 60, START, "news");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private MergeReadersResponse merge(Object from, Object into, String request) {
        return merge(from, into, request, false);
    }

    private MergeReadersResponse merge(Object from, Object into, String request, boolean validateOnly) {
        clock.move(Duration.ofSeconds(1));
        return server.readers()
                .mergeReaders(MergeReadersRequest.newBuilder()
                        .setFromReaderId(from.toString())
                        .setIntoReaderId(into.toString())
                        .setRequestId(request)
                        .setValidateOnly(validateOnly)
                        .build());
    }

    private ReportEventsResponse report(Event... events) {
        return server.feedback()
                .reportEvents(ReportEventsRequest.newBuilder()
                        .addAllEvents(List.of(events))
                        .build());
    }

    private Event view(String id, int reader, int article) {
        return RunningServer.event(id, reader, article, EventType.EVENT_TYPE_VIEW).toBuilder()
                .setEventTime(Timestamp.newBuilder().setSeconds(clock.instant().getEpochSecond()))
                .build();
    }

    private static Event by(int reader, Event event) {
        return event.toBuilder().setReaderId(Integer.toString(reader)).build();
    }

    private String views(int article) {
        return server.page(999, 60, 0).getRecommendsList().stream()
                .filter(one -> one.getArticleId() == article)
                .map(one -> one.getInfo().getViews())
                .findFirst()
                .orElse("");
    }

    private Status.Code refused(Object from, Object into, String request, String message) {
        StatusRuntimeException failure =
                catchThrowableOfType(StatusRuntimeException.class, () -> merge(from, into, request));
        assertThat(failure).hasMessageContaining(message);
        return failure.getStatus().getCode();
    }

    @Test
    void theNextPageKnowsBothPastsAndTheCookieStartsEmpty() {
        report(view("a", COOKIE, 1), view("b", ACCOUNT, 2));
        List<Integer> served = RunningServer.ids(server.page(COOKIE, 10, 0));
        List<Integer> servedToo = RunningServer.ids(server.page(ACCOUNT, 10, 0));

        MergeReadersResponse look = merge(COOKIE, ACCOUNT, "r1", true);
        MergeReadersResponse moved = merge(COOKIE, ACCOUNT, "r1");

        assertThat(look).isEqualTo(moved);
        assertThat(moved.getActionCount()).isOne();
        assertThat(moved.getPageCount()).isOne();
        assertThat(RunningServer.ids(server.page(ACCOUNT, 20, 0)))
                .doesNotContain(1, 2)
                .doesNotContainAnyElementsOf(served)
                .doesNotContainAnyElementsOf(servedToo);
        List<Integer> afterwards = RunningServer.ids(server.page(COOKIE, 60, 0));
        assertThat(afterwards).contains(1).containsAll(served);
    }

    @Test
    void anEventOfBeforeAMergeThatIsSentAgainForEitherReaderIsADuplicate() {
        Event event = view("a", COOKIE, 3);
        report(event);
        merge(COOKIE, ACCOUNT, "r1");

        assertThat(report(event, by(ACCOUNT, event)).getDuplicateIndexesList()).containsExactly(0, 1);
        assertThat(views(3)).isEqualTo("1");
        clock.move(Duration.ofDays(8));
        assertThat(report(by(ACCOUNT, event)).getDuplicateIndexesCount()).isOne();
        clock.move(Duration.ofDays(15));
        assertThat(report(event).getAcceptedCount()).isZero();
        assertThat(views(3)).isEqualTo("1");
    }

    @Test
    void aTokenOfAPageServedToTheCookieIsValidForTheAccount() {
        ArticleResponse page = server.page(COOKIE, 10, 0);
        int article = page.getRecommends(4).getArticleId();
        Event late = view("a", ACCOUNT, article).toBuilder()
                .setExposureToken(page.getExposure())
                .build();
        assertThat(report(late).getRefusals(0).getViolations(0).getField()).isEqualTo("events[0].exposure_token");

        merge(COOKIE, ACCOUNT, "r1");

        assertThat(report(late).getAcceptedCount()).isOne();
        assertThat(report(by(OTHER, late)).getRefusalsCount()).isOne();
        assertThat(server.page(ACCOUNT, 10, page.getTimeStamp()).getTimeStamp()).isEqualTo(page.getTimeStamp());
    }

    @Test
    void onASharedDeviceNothingLeaksBetweenTheTwo() {
        ArticleResponse first = server.page(COOKIE, 10, 0);
        report(view("a", COOKIE, 1));
        merge(COOKIE, ACCOUNT, "r1");
        clock.move(Duration.ofMinutes(5));
        ArticleResponse second = server.page(COOKIE, 10, 0);
        report(view("b", COOKIE, 2));

        MergeReadersResponse moved = merge(COOKIE, OTHER, "r2");

        assertThat(moved.getActionCount()).isOne();
        assertThat(moved.getPageCount()).isOne();
        List<Integer> ofOther = RunningServer.ids(server.page(OTHER, 60, 0));
        assertThat(ofOther).contains(1).doesNotHaveDuplicates();
        assertThat(ofOther.subList(0, 20)).doesNotContain(2);
        List<Integer> ofAccount = RunningServer.ids(server.page(ACCOUNT, 60, 0));
        assertThat(ofAccount).contains(2);
        assertThat(ofAccount.subList(0, 20)).doesNotContain(1);
        assertThat(report(withToken("c", ACCOUNT, second)).getRefusalsCount()).isOne();
        assertThat(report(withToken("d", OTHER, first)).getRefusalsCount()).isOne();
        assertThat(report(withToken("e", ACCOUNT, first), withToken("f", OTHER, second))
                        .getAcceptedCount())
                .isEqualTo(2);
    }

    private Event withToken(String id, int reader, ArticleResponse page) {
        return view(id, reader, page.getRecommends(0).getArticleId()).toBuilder()
                .setExposureToken(page.getExposure())
                .build();
    }

    @Test
    void whatCannotBeMergedIsNamedAtOnce() {
        report(view("a", COOKIE, 1));
        assertThat(refused(COOKIE, COOKIE, "r1", "into_reader_id: 7 (expected: another reader than from_reader_id)"))
                .isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(refused("0", "a b", "", "from_reader_id: 0 ")).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(refused("0", "a b", "", "into_reader_id: a b ")).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(refused("0", "a b", "", "request_id: empty ")).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(merge("nobody", "knows", "r0").getActionCount()).isZero();

        merge(COOKIE, ACCOUNT, "r1");
        assertThat(merge(COOKIE, ACCOUNT, "r1").getActionCount()).isZero();
        assertThat(refused(COOKIE, OTHER, "r1", "request_id: r1 (expected: one that no merge of other readers had"))
                .isEqualTo(Status.Code.ABORTED);
    }

    @Test
    void aMergeSurvivesARestartAndTheLimitsHold() throws IOException {
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            events.add(view("c" + i, COOKIE, 1 + i % 60));
            events.add(view("a" + i, ACCOUNT, 1 + i % 60));
        }
        report(events.toArray(Event[]::new));
        for (int i = 0; i < 30; i++) {
            server.page(COOKIE, 2, 0);
            server.page(ACCOUNT, 2, 0);
        }
        merge(COOKIE, ACCOUNT, "r1");
        server.close();
        server = RunningServer.start(data, clock);

        MergeReadersResponse on = merge(ACCOUNT, OTHER, "r2");
        assertThat(on.getActionCount()).isEqualTo(600);
        assertThat(on.getPageCount()).isEqualTo(50);
        assertThat(merge(COOKIE, ACCOUNT, "r1").getActionCount()).isZero();
    }

    private ExplainExposureResponse explained(ArticleResponse page) {
        return server.pages()
                .explainExposure(ExplainExposureRequest.newBuilder()
                        .setExposureToken(page.getExposure())
                        .build());
    }

    private static List<Integer> articles(ExplainExposureResponse explained) {
        return explained.getSlotsList().stream()
                .map(slot -> Integer.parseInt(slot.getArticleId()))
                .toList();
    }

    @Test
    void aTokenLeadsToThePageAndItsEventsAlongAChainOfMerges() {
        ArticleResponse page = server.page(COOKIE, 10, 0);
        ArticleResponse sameStamp = server.page(ACCOUNT, 5, 0);
        assertThat(sameStamp.getTimeStamp()).isEqualTo(page.getTimeStamp());
        merge(COOKIE, ACCOUNT, "r1");
        assertThat(articles(explained(page))).isEqualTo(RunningServer.ids(page));
        assertThat(articles(explained(sameStamp))).isEqualTo(RunningServer.ids(sameStamp));
        merge(ACCOUNT, OTHER, "r2");

        assertThat(articles(explained(page))).isEqualTo(RunningServer.ids(page));
        assertThat(explained(page).getExposure().getReaderId()).isEqualTo(Integer.toString(OTHER));
        assertThat(report(withToken("a", OTHER, page), withToken("b", ACCOUNT, page))
                        .getAcceptedCount())
                .isEqualTo(2);
        assertThat(report(withToken("c", 10, page)).getRefusalsCount()).isOne();
    }

    @Test
    void aDeviceThatIsMergedThreeHundredTimesLeavesAllItsTokensValidButThoseServedAfterwards() {
        ArticleResponse first = server.page(COOKIE, 10, 0);
        for (int i = 0; i < 300; i++) {
            merge(COOKIE, ACCOUNT, "r" + i);
        }
        ArticleResponse after = server.page(COOKIE, 10, 0);

        assertThat(report(withToken("a", ACCOUNT, first)).getAcceptedCount()).isOne();
        assertThat(articles(explained(first))).isEqualTo(RunningServer.ids(first));
        assertThat(report(withToken("b", ACCOUNT, after)).getRefusalsCount()).isOne();
        assertThat(explained(after).getExposure().getReaderId()).isEqualTo(Integer.toString(COOKIE));
    }
}
