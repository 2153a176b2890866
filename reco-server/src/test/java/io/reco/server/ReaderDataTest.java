package io.reco.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

import com.google.protobuf.Timestamp;
import io.grpc.Context;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.reco.api.v1.AcceptedEvent;
import io.reco.api.v1.Action;
import io.reco.api.v1.Activity;
import io.reco.api.v1.ActivityKind;
import io.reco.api.v1.EraseReaderRequest;
import io.reco.api.v1.Event;
import io.reco.api.v1.EventType;
import io.reco.api.v1.ExportReaderRequest;
import io.reco.api.v1.ExportReaderResponse;
import io.reco.api.v1.Exposure;
import io.reco.api.v1.GetReaderRequest;
import io.reco.api.v1.GetReaderResponse;
import io.reco.api.v1.KeptPage;
import io.reco.api.v1.MergeReadersRequest;
import io.reco.api.v1.Reader;
import io.reco.api.v1.RecommendRequest;
import io.reco.api.v1.RecommendResponse;
import io.reco.api.v1.ReportEventsRequest;
import io.reco.api.v1.SignedExposure;
import io.reco.api.v1.UpdateReaderRequest;

/** All that is kept of a reader, looked at through a real server. */
class ReaderDataTest {

    private static final String READER = "reader-4";

    @TempDir
    Path data;

    private final MovableClock clock = new MovableClock(Instant.ofEpochMilli(1_760_000_000_000L));
    private RunningServer server;
    private int events;

    @BeforeEach
    void start() throws IOException {
        server = RunningServer.start(data, clock);
        server.upsert(1, 60, clock.instant(), "topic");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Event event(String reader, String article, EventType type, String token) {
        clock.move(Duration.ofSeconds(1));
        Timestamp now = Timestamp.newBuilder()
                .setSeconds(clock.instant().getEpochSecond())
                .build();
        Event event = Event.newBuilder()
                .setEventId("e" + events++)
                .setReaderId(reader)
                .setArticleId(article)
                .setType(type)
                .setEventTime(now)
                .setExposureToken(token)
                .build();
        var unused = server.feedback()
                .reportEvents(ReportEventsRequest.newBuilder().addEvents(event).build());
        return event.toBuilder().clearExposureToken().build();
    }

    private RecommendResponse page() {
        clock.move(Duration.ofSeconds(1));
        return server.pages()
                .recommend(RecommendRequest.newBuilder().setReaderId(READER).build());
    }

    private static Exposure said(RecommendResponse page) throws IOException {
        byte[] token = Base64.getUrlDecoder().decode(page.getExposureToken());
        return Exposure.parseFrom(SignedExposure.parseFrom(token).getExposure());
    }

    private GetReaderResponse get(int size, String token, ActivityKind kind) {
        return server.readers()
                .getReader(GetReaderRequest.newBuilder()
                        .setReaderId(READER)
                        .setPageSize(size)
                        .setPageToken(token)
                        .setKind(kind)
                        .build());
    }

    private static Action action(Event event) {
        return Action.newBuilder()
                .setArticleId(event.getArticleId())
                .setType(event.getType())
                .setEventTime(event.getEventTime())
                .build();
    }

    @Test
    void ofAReaderNobodyKnowsThereIsWhatANewReaderHas() {
        assertThat(get(0, "", ActivityKind.ACTIVITY_KIND_UNSPECIFIED))
                .isEqualTo(GetReaderResponse.newBuilder()
                        .setReader(Reader.newBuilder().setReaderId(READER).setPersonalised(true))
                        .build());
    }

    @Test
    void whatTheyStatedDidAndWereServedIsThereNewestFirst() throws IOException {
        Event first = event(READER, "7", EventType.EVENT_TYPE_VIEW, "");
        Event unknown = event(READER, "no-article", EventType.EVENT_TYPE_SHARE, "");
        RecommendResponse page = page();
        String opened = page.getResults(2).getArticleId();
        String seen = page.getResults(0).getArticleId();
        Event attributed = event(READER, opened, EventType.EVENT_TYPE_VIEW, page.getExposureToken());
        event(READER, seen, EventType.EVENT_TYPE_EXPOSE, page.getExposureToken());
        RecommendResponse newer = page();
        Reader stated = Reader.newBuilder()
                .setReaderId(READER)
                .addBlockedTopics("war")
                .setPersonalised(true)
                .build();
        var unused = server.readers()
                .updateReader(UpdateReaderRequest.newBuilder().setReader(stated).build());

        GetReaderResponse got = get(0, "", ActivityKind.ACTIVITY_KIND_UNSPECIFIED);

        assertThat(got)
                .isEqualTo(GetReaderResponse.newBuilder()
                        .setReader(stated)
                        .addActivities(Activity.newBuilder()
                                .setPage(KeptPage.newBuilder().setExposure(said(newer))))
                        .addActivities(Activity.newBuilder().setAction(action(attributed)))
                        .addActivities(Activity.newBuilder()
                                .setPage(KeptPage.newBuilder()
                                        .setExposure(said(page))
                                        .addExposedSlots(0)
                                        .setActedSlots(3)))
                        .addActivities(Activity.newBuilder()
                                .setAction(action(unknown).toBuilder().clearArticleId()))
                        .addActivities(Activity.newBuilder().setAction(action(first)))
                        .setActionCount(3)
                        .setPageCount(2)
                        .build());
        assertThat(get(0, "", ActivityKind.ACTIVITY_KIND_ACTION).getActivitiesList())
                .hasSize(3)
                .allMatch(Activity::hasAction);
        assertThat(get(0, "", ActivityKind.ACTIVITY_KIND_PAGE).getActivitiesList())
                .hasSize(2)
                .allMatch(Activity::hasPage);
    }

    @Test
    void whatTheyTookBackSaysSo() {
        event(READER, "7", EventType.EVENT_TYPE_LIKE, "");
        Event.Builder back = event(READER, "8", EventType.EVENT_TYPE_VIEW, "").toBuilder();
        var unused = server.feedback()
                .reportEvents(ReportEventsRequest.newBuilder()
                        .addEvents(back.setEventId("back")
                                .setArticleId("7")
                                .setType(EventType.EVENT_TYPE_LIKE)
                                .setRetracted(true))
                        .build());

        assertThat(get(0, "", ActivityKind.ACTIVITY_KIND_ACTION).getActivitiesList())
                .extracting(Activity::getAction)
                .filteredOn(Action::getRetracted)
                .extracting(Action::getArticleId)
                .containsExactly("7", "7");
        assertThat(export().stream().filter(ExportReaderResponse::hasEvent))
                .extracting(one -> one.getEvent().getEvent().getRetracted())
                .containsExactly(false, false, true);
    }

    @Test
    void pageByPageNothingIsToldTwiceOrLeftOutThoughMoreComesMeanwhile() {
        long nowS = clock.instant().getEpochSecond();
        ReportEventsRequest.Builder request = ReportEventsRequest.newBuilder();
        for (int i = 1; i <= 50; i++) {
            // Half of them in one second.
            request.addEvents(Event.newBuilder()
                    .setEventId("s" + i)
                    .setReaderId(READER)
                    .setArticleId(Integer.toString(i))
                    .setType(EventType.EVENT_TYPE_VIEW)
                    .setEventTime(Timestamp.newBuilder().setSeconds(nowS - Math.max(60, 35 + i))));
        }
        var unused = server.feedback().reportEvents(request.build());
        var unusedPage = page();

        List<Activity> whole =
                get(1_000, "", ActivityKind.ACTIVITY_KIND_UNSPECIFIED).getActivitiesList();
        List<Activity> pieces = new ArrayList<>();
        String token = "";
        do {
            GetReaderResponse some = get(7, token, ActivityKind.ACTIVITY_KIND_UNSPECIFIED);
            pieces.addAll(some.getActivitiesList());
            token = some.getNextPageToken();
            event(READER, "60", EventType.EVENT_TYPE_VIEW, "");
        } while (!token.isEmpty());

        assertThat(whole).hasSize(51);
        assertThat(pieces).isEqualTo(whole);
    }

    @Test
    void sizesAreCoercedAndTokensOfOthersRefused() {
        for (int i = 1; i <= 5; i++) {
            event(READER, Integer.toString(i), EventType.EVENT_TYPE_VIEW, "");
        }
        GetReaderResponse first = get(2, "", ActivityKind.ACTIVITY_KIND_UNSPECIFIED);

        assertThat(get(2_000_000, "", ActivityKind.ACTIVITY_KIND_UNSPECIFIED).getActivitiesCount())
                .isEqualTo(5);
        for (String token : List.of("made up", "AAAA", first.getNextPageToken() + "A")) {
            assertThatThrownBy(() -> get(2, token, ActivityKind.ACTIVITY_KIND_UNSPECIFIED))
                    .hasMessageContaining("INVALID_ARGUMENT")
                    .hasMessageContaining("page_token");
        }
        assertThatThrownBy(() -> get(2, first.getNextPageToken(), ActivityKind.ACTIVITY_KIND_ACTION))
                .hasMessageContaining("page_token");
        assertThatThrownBy(() -> server.readers()
                        .getReader(GetReaderRequest.newBuilder()
                                .setReaderId("another")
                                .setPageToken(first.getNextPageToken())
                                .build()))
                .hasMessageContaining("page_token");
        assertThatThrownBy(() -> server.readers()
                        .getReader(GetReaderRequest.newBuilder()
                                .setReaderId("0")
                                .setPageSize(-1)
                                .setKindValue(9)
                                .build()))
                .hasMessageContaining("reader_id: 0")
                .hasMessageContaining("page_size: -1")
                .hasMessageContaining("kind: 9");
    }

    @Test
    void moreThanAThousandActivitiesCountAsAThousandAndTheRestFollows() {
        for (int call = 0; call < 2; call++) {
            ReportEventsRequest.Builder request = ReportEventsRequest.newBuilder();
            for (int i = 0; i < 550; i++) {
                request.addEvents(Event.newBuilder()
                        .setEventId("c" + call + "-" + i)
                        .setReaderId(READER)
                        .setArticleId(Integer.toString(1 + i % 60))
                        .setType(EventType.EVENT_TYPE_VIEW));
            }
            var unused = server.feedback().reportEvents(request.build());
        }

        for (int size : new int[] {1_000, 1_001, Integer.MAX_VALUE}) {
            GetReaderResponse first = get(size, "", ActivityKind.ACTIVITY_KIND_UNSPECIFIED);
            GetReaderResponse rest = get(size, first.getNextPageToken(), ActivityKind.ACTIVITY_KIND_UNSPECIFIED);

            assertThat(first.getActionCount()).isEqualTo(1_100);
            assertThat(first.getActivitiesCount()).as("of %d", size).isEqualTo(1_000);
            assertThat(rest.getActivitiesCount()).isEqualTo(100);
            assertThat(rest.getNextPageToken()).isEmpty();
        }
        assertThat(get(0, "", ActivityKind.ACTIVITY_KIND_UNSPECIFIED).getActivitiesCount())
                .isEqualTo(100);
    }

    private List<ExportReaderResponse> export() {
        List<ExportReaderResponse> all = new ArrayList<>();
        server.readers()
                .exportReader(
                        ExportReaderRequest.newBuilder().setReaderId(READER).build())
                .forEachRemaining(all::add);
        return all;
    }

    @Test
    void anExportHoldsAllThereIs() {
        Event first = event(READER, "7", EventType.EVENT_TYPE_VIEW, "");
        event("another", "7", EventType.EVENT_TYPE_VIEW, "");
        RecommendResponse page = page();
        Event second =
                event(READER, page.getResults(0).getArticleId(), EventType.EVENT_TYPE_LIKE, page.getExposureToken());
        Event exposed =
                event(READER, page.getResults(1).getArticleId(), EventType.EVENT_TYPE_EXPOSE, page.getExposureToken());

        List<ExportReaderResponse> all = export();

        GetReaderResponse got = get(0, "", ActivityKind.ACTIVITY_KIND_UNSPECIFIED);
        assertThat(all.get(0).getReader()).isEqualTo(got.getReader());
        assertThat(all.get(1).getAction()).isEqualTo(action(second));
        assertThat(all.get(2).getPage()).isEqualTo(got.getActivities(1).getPage());
        assertThat(all.get(3).getAction()).isEqualTo(action(first));
        assertThat(all.subList(4, all.size()))
                .extracting(ExportReaderResponse::getEvent)
                .extracting(AcceptedEvent::getEvent)
                .extracting(Event::getEventId)
                .containsExactly(first.getEventId(), second.getEventId(), exposed.getEventId());
        assertThat(all.get(5).getEvent().getPageTime()).isEqualTo(page.getPageTime());
        assertThat(all.get(4).getEvent().hasPageTime()).isFalse();
    }

    @Test
    void anExportGoesByErasuresAndMerges() {
        event(READER, "1", EventType.EVENT_TYPE_VIEW, "");
        clock.move(Duration.ofSeconds(1));
        var erased = server.readers()
                .eraseReader(EraseReaderRequest.newBuilder().setReaderId(READER).build());
        clock.move(Duration.ofSeconds(1));
        event("cookie", "2", EventType.EVENT_TYPE_VIEW, "");
        Event own = event(READER, "3", EventType.EVENT_TYPE_VIEW, "");
        var merged = server.readers()
                .mergeReaders(MergeReadersRequest.newBuilder()
                        .setFromReaderId("cookie")
                        .setIntoReaderId(READER)
                        .setRequestId("login")
                        .build());
        event("cookie", "4", EventType.EVENT_TYPE_VIEW, "");

        GetReaderResponse got = get(0, "", ActivityKind.ACTIVITY_KIND_ACTION);
        assertThat(got.getMergedReaderIdsList()).containsExactly("cookie");
        assertThat(got.getEraseTime()).isEqualTo(erased.getEraseTime());
        assertThat(got.getActivitiesList())
                .extracting(each -> each.getAction().getArticleId())
                .containsExactly("3", "2");
        assertThat(export().stream().filter(ExportReaderResponse::hasEvent))
                .extracting(each -> each.getEvent().getEvent().getArticleId())
                .containsExactly("2", own.getArticleId());
        assertThat(merged.getActionCount()).isEqualTo(1);
    }

    @Test
    void anErasedReaderStatesNothingAndIsLearnedFromAsAnyNewOne() {
        var unused = server.readers()
                .updateReader(UpdateReaderRequest.newBuilder()
                        .setReader(Reader.newBuilder()
                                .setReaderId(READER)
                                .addBlockedTopics("topic")
                                .setPersonalised(false))
                        .build());
        assertThat(page().getResultsList()).isEmpty();

        var erased = server.readers()
                .eraseReader(EraseReaderRequest.newBuilder().setReaderId(READER).build());

        assertThat(erased.hasEraseTime()).isTrue();
        assertThat(get(0, "", ActivityKind.ACTIVITY_KIND_UNSPECIFIED).getReader())
                .isEqualTo(Reader.newBuilder()
                        .setReaderId(READER)
                        .setPersonalised(true)
                        .build());
        assertThat(page().getResultsList()).isNotEmpty();
    }

    @Test
    void anExportOfAnUnknownReaderHoldsAnEmptyStatement() {
        assertThat(export())
                .containsExactly(ExportReaderResponse.newBuilder()
                        .setReader(Reader.newBuilder().setReaderId(READER).setPersonalised(true))
                        .build());
        assertThatThrownBy(() -> server.readers()
                        .exportReader(ExportReaderRequest.getDefaultInstance())
                        .hasNext())
                .hasMessageContaining("INVALID_ARGUMENT")
                .hasMessageContaining("reader_id");
    }

    @Test
    void anExportOfManyEventsAmongMoreOfOthersComesWhole() {
        int count = 12_000;
        for (int from = 0; from < count; from += 1_000) {
            ReportEventsRequest.Builder request = ReportEventsRequest.newBuilder();
            for (int i = from; i < from + 1_000; i++) {
                request.addEvents(Event.newBuilder()
                        .setEventId("m" + i)
                        .setReaderId(i % 3 == 0 ? READER : "other-" + i)
                        .setArticleId(Integer.toString(1 + i % 60))
                        .setType(EventType.EVENT_TYPE_VIEW));
            }
            var unused = server.feedback().reportEvents(request.build());
        }

        List<ExportReaderResponse> all = export();

        assertThat(all.stream().filter(ExportReaderResponse::hasEvent)).hasSize(count / 3);
        assertThat(all.stream().filter(ExportReaderResponse::hasAction)).hasSizeLessThan(count / 3);
    }

    @Test
    void onlyAFewExportsGoOnAtOnce() {
        for (int i = 0; i < 60; i++) {
            ReportEventsRequest.Builder request = ReportEventsRequest.newBuilder();
            for (int j = 0; j < 1_000; j++) {
                request.addEvents(Event.newBuilder()
                        .setEventId("m" + i + "-" + j)
                        .setReaderId(READER)
                        .setArticleId("x".repeat(120) + j)
                        .setType(EventType.EVENT_TYPE_VIEW));
            }
            var unused = server.feedback().reportEvents(request.build());
        }
        // Nobody reads these any further than their first message, so they stay under way.
        Context.CancellableContext callers = Context.current().withCancellation();
        callers.run(() -> {
            for (int i = 0; i < 2; i++) {
                assertThat(server.readers()
                                .exportReader(ExportReaderRequest.newBuilder()
                                        .setReaderId(READER)
                                        .build())
                                .next()
                                .hasReader())
                        .isTrue();
            }
        });

        assertThatThrownBy(this::export)
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        failure -> assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED))
                .hasMessageContaining("exports: 2 are under way");
        callers.cancel(null);
        await().ignoreExceptions().until(() -> export().size() > 60_000);
    }
}
