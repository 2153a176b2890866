package io.reco.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Timestamp;
import com.google.rpc.ErrorInfo;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.reco.api.ArticleResponse;
import io.reco.api.v1.AcceptedEvent;
import io.reco.api.v1.EraseReaderRequest;
import io.reco.api.v1.Event;
import io.reco.api.v1.EventType;
import io.reco.api.v1.FeedbackServiceGrpc;
import io.reco.api.v1.ReaderServiceGrpc;
import io.reco.api.v1.ReportEventsRequest;
import io.reco.api.v1.WatchEventsRequest;
import io.reco.api.v1.WatchEventsResponse;

/** What {@code WatchEvents} promises. */
@Timeout(value = 90, unit = TimeUnit.SECONDS)
class WatchEventsTest {

    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

    @TempDir
    Path data;

    private final MovableClock clock = new MovableClock(START);
    private RunningServer server;
    private int sent;

    @BeforeEach
    void start() throws IOException {
        server = RunningServer.start(data, clock);
        server.upsert(1, 30, START, "news");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static WatchEventsRequest.Builder from(String position) {
        return WatchEventsRequest.newBuilder().setPosition(position);
    }

    private static WatchEventsRequest oldest() {
        return WatchEventsRequest.newBuilder().setFromOldest(true).build();
    }

    /** A caller who has got the first answer. */
    private Caller watch(WatchEventsRequest request) {
        Caller caller = new Caller();
        FeedbackServiceGrpc.newStub(server.channel()).watchEvents(request, caller);
        await().until(() -> caller.position != null || caller.end != null);
        return caller;
    }

    private Caller refused(WatchEventsRequest request) {
        Caller caller = watch(request);
        await().until(() -> caller.end != null);
        return caller;
    }

    /** Reports so many views of reader 1..5 and articles 1..7, with ids e0, e1, and so on. */
    private void views(int count) {
        ReportEventsRequest.Builder request = ReportEventsRequest.newBuilder();
        for (int i = 0; i < count; i++) {
            request.addEvents(RunningServer.event("e" + sent, 1 + sent % 5, 1 + sent++ % 7, EventType.EVENT_TYPE_VIEW));
        }
        assertThat(server.feedback().reportEvents(request.build()).getAcceptedCount())
                .isEqualTo(count);
    }

    private static List<String> ids(int from, int to) {
        List<String> ids = new ArrayList<>();
        for (int i = from; i < to; i++) {
            ids.add("e" + i);
        }
        return ids;
    }

    @Test
    void whatIsAcceptedFromNowOnIsToldWithAllItsCallerSaid() {
        views(3);
        ArticleResponse page = server.page(7, 5, 0);
        Caller caller = watch(WatchEventsRequest.getDefaultInstance());
        Event said =
                RunningServer.event("x", 7, page.getRecommends(1).getArticleId(), EventType.EVENT_TYPE_LIKE).toBuilder()
                        .setEventTime(Timestamp.newBuilder()
                                .setSeconds(START.getEpochSecond() - 5)
                                .setNanos(7_000_000))
                        .setExposureToken(page.getExposure())
                        .setPosition(3)
                        .setDwellTime(com.google.protobuf.Duration.newBuilder()
                                .setSeconds(12)
                                .setNanos(345_000_000))
                        .setRetracted(true)
                        .build();
        Event elsewhere = RunningServer.event("y", 7, 9, EventType.EVENT_TYPE_VIEW).toBuilder()
                .setPlacement("sidebar")
                .build();

        var unused = server.feedback()
                .reportEvents(ReportEventsRequest.newBuilder()
                        .addEvents(said)
                        .addEvents(elsewhere)
                        .build());

        await().until(() -> caller.events.size() == 2);
        assertThat(caller.events.get(0).getEvent())
                .isEqualTo(said.toBuilder().clearExposureToken().build());
        Timestamp pageTime = caller.events.get(0).getPageTime();
        assertThat(pageTime.getSeconds() * 1_000 + pageTime.getNanos() / 1_000_000)
                .isEqualTo(page.getTimeStamp());
        assertThat(caller.events.get(1).getEvent().getPlacement()).isEqualTo("sidebar");
        assertThat(caller.events.get(1).hasPageTime()).isFalse();
        assertThat(caller.events.get(1).getEvent().hasDwellTime()).isFalse();
    }

    @Test
    void fromTheOldestAllIsToldInOrderAndThenWhatComes() {
        views(700);
        views(700);
        Caller caller = watch(oldest());
        await().until(() -> caller.events.size() == 1_400);

        views(10);

        await().until(() -> caller.events.size() == 1_410);
        assertThat(caller.ids()).isEqualTo(ids(0, 1_410));
        assertThat(caller.most).as("events of one answer").isLessThanOrEqualTo(512);
    }

    @Test
    void whatIsNewArrivesSoon() {
        Caller caller = watch(WatchEventsRequest.getDefaultInstance());
        for (int i = 1; i <= 10; i++) {
            views(1);
            int expected = i;
            await().pollInterval(Duration.ofMillis(2))
                    .atMost(Duration.ofMillis(900)) // no look of every second brought it
                    .until(() -> caller.events.size() == expected);
        }
    }

    @Test
    void whoGoesOnFromAPositionMissesNothing() {
        views(1_000);
        Caller first = new Caller();
        first.stopAfter = 1;
        FeedbackServiceGrpc.newStub(server.channel()).watchEvents(oldest(), first);
        await().until(() -> first.end != null && !first.events.isEmpty());
        List<String> before = first.ids();
        assertThat(before).hasSizeLessThan(1_000).isEqualTo(ids(0, before.size()));

        Caller second = watch(from(Objects.requireNonNull(first.position)).build());

        await().until(() -> second.events.size() == 1_000 - before.size());
        assertThat(second.ids()).isEqualTo(ids(before.size(), 1_000));
    }

    @Test
    void onlyWhatIsAskedForIsTold() {
        views(70);
        server.report(3, EventType.EVENT_TYPE_LIKE, List.of(2, 4));

        assertThat(all(oldest().toBuilder().addReaderIds("1").addReaderIds("2").build()))
                .hasSize(28)
                .allMatch(event -> List.of("1", "2").contains(event.getReaderId()));
        assertThat(all(oldest().toBuilder().addArticleIds("4").build()))
                .hasSize(11)
                .allMatch(event -> event.getArticleId().equals("4"));
        assertThat(all(oldest().toBuilder()
                        .addReaderIds("3")
                        .addArticleIds("4")
                        .addTypes(EventType.EVENT_TYPE_LIKE)
                        .addTypes(EventType.EVENT_TYPE_SHARE)
                        .build()))
                .singleElement()
                .satisfies(event -> assertThat(event.getType()).isEqualTo(EventType.EVENT_TYPE_LIKE));
    }

    /** All there is, up to an event that every filter lets through. */
    private List<Event> all(WatchEventsRequest request) {
        Caller caller = watch(request);
        String reader = request.getReaderIdsCount() == 0 ? "9" : request.getReaderIds(0);
        String article = request.getArticleIdsCount() == 0 ? "9" : request.getArticleIds(0);
        EventType type = request.getTypesCount() == 0 ? EventType.EVENT_TYPE_READ : request.getTypes(0);
        String last = "last" + sent++;
        var unused = server.feedback()
                .reportEvents(ReportEventsRequest.newBuilder()
                        .addEvents(Event.newBuilder()
                                .setEventId(last)
                                .setReaderId(reader)
                                .setArticleId(article)
                                .setType(type))
                        .build());
        await().until(() -> caller.ids().contains(last));
        caller.cancel();
        return caller.events.stream()
                .map(AcceptedEvent::getEvent)
                .filter(event -> !event.getEventId().startsWith("last"))
                .toList();
    }

    @Test
    void allThatIsWrongIsSaidAtOnce() {
        Caller caller = refused(WatchEventsRequest.newBuilder()
                .setPosition("made up")
                .addReaderIds("0")
                .addArticleIds("")
                .addTypesValue(77)
                .build());

        assertThat(caller.status()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(caller.description())
                .isEqualTo("reader_ids[0]: 0 (expected: 1..128 visible ASCII characters, not 0); "
                        + "article_ids[0]: empty (expected: 1..128 visible ASCII characters, not 0); "
                        + "types[0]: 77 (expected: EXPOSE..HIDE); "
                        + "position: made up (expected: the position of an answer of this service)");
        assertThat(refused(WatchEventsRequest.newBuilder()
                                .addAllReaderIds(Collections.nCopies(101, "1"))
                                .build())
                        .description())
                .isEqualTo("reader_ids: 101 items (expected: 0..100)");
    }

    @Test
    void aPositionOfAnotherStoreOrAChangedOneIsRefused(@TempDir Path elsewhere) throws IOException {
        String position = Objects.requireNonNull(watch(oldest()).position);
        for (int at = 0; at < position.length(); at++) {
            char other = position.charAt(at) == 'A' ? 'Q' : 'A';
            String changed = position.substring(0, at) + other + position.substring(at + 1);
            assertThat(refused(from(changed).build()).status()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        }
        server.close();
        server = RunningServer.start(elsewhere, clock);

        assertThat(refused(from(position).build()).status()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    }

    @Test
    void aStopSaysWhereToGoOnAndNothingIsMissed() throws IOException {
        views(50);
        Caller caller = watch(oldest());
        await().until(() -> caller.events.size() == 50);

        server.stop();

        await().until(() -> caller.end != null);
        assertThat(caller.status()).isEqualTo(Status.Code.UNAVAILABLE);
        String position = caller.info().getMetadataOrThrow("position");
        assertThat(position).isEqualTo(caller.position);
        assertThat(caller.description()).isEqualTo("the server is stopping; go on from position " + position);
        server.close();
        server = RunningServer.start(data, clock);
        views(20);
        Caller again = watch(from(position).build());
        await().until(() -> again.events.size() == 20);
        assertThat(again.ids()).isEqualTo(ids(50, 70));
    }

    @Test
    void theServersLimitOfCallsDoesNotEndAStream() throws IOException {
        server.close();
        server = RunningServer.start(data, clock, Map.of(Settings.DEADLINE_MAX, "100ms"));
        Caller caller = watch(WatchEventsRequest.getDefaultInstance());

        await().pollDelay(Duration.ofMillis(500)).until(() -> true);
        views(1);

        await().until(() -> caller.events.size() == 1);
        assertThat(caller.end).isNull();
    }

    @Test
    void aCallersDeadlineEndsAStream() {
        Caller caller = new Caller();
        FeedbackServiceGrpc.newStub(server.channel())
                .withDeadlineAfter(300, TimeUnit.MILLISECONDS)
                .watchEvents(oldest(), caller);

        await().until(() -> caller.end != null);
        assertThat(caller.status()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
    }

    @Test
    void eventsOfAnErasedReaderAreToldToNobody() {
        views(10);
        clock.move(Duration.ofSeconds(1));
        var unused = ReaderServiceGrpc.newBlockingStub(server.channel())
                .eraseReader(EraseReaderRequest.newBuilder().setReaderId("2").build());

        assertThat(all(oldest()))
                .hasSize(8)
                .noneMatch(event -> event.getReaderId().equals("2"));
    }

    @Test
    void sixtyFourMayWatchAndEachIsToldAll() {
        List<Caller> callers = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            callers.add(watch(WatchEventsRequest.getDefaultInstance()));
        }
        Caller tooMany = refused(WatchEventsRequest.getDefaultInstance());
        assertThat(tooMany.status()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        assertThat(tooMany.description()).isEqualTo("streams: 64 are open (expected: fewer, of this server)");

        for (int i = 0; i < 5; i++) {
            views(400);
        }

        await().atMost(Duration.ofSeconds(40))
                .until(() -> callers.stream().allMatch(caller -> caller.events.size() == 2_000));
        assertThat(callers).allMatch(caller -> caller.ids().equals(ids(0, 2_000)));
        callers.get(0).cancel();
        await().until(() -> watch(WatchEventsRequest.getDefaultInstance()).end == null);
    }

    /** Sees what is told. */
    private static final class Caller implements ClientResponseObserver<WatchEventsRequest, WatchEventsResponse> {

        final List<AcceptedEvent> events = Collections.synchronizedList(new ArrayList<>());
        volatile @Nullable String position;
        volatile @Nullable Status end;
        volatile int most;
        volatile int stopAfter = Integer.MAX_VALUE;
        private int answersWithEvents;
        private volatile @Nullable Throwable failure;
        private @Nullable ClientCallStreamObserver<WatchEventsRequest> call;

        @Override
        public void beforeStart(ClientCallStreamObserver<WatchEventsRequest> started) {
            call = started;
        }

        void cancel() {
            Objects.requireNonNull(call).cancel("enough", null);
        }

        List<String> ids() {
            List<String> ids = new ArrayList<>();
            Consumer<AcceptedEvent> id = event -> ids.add(event.getEvent().getEventId());
            synchronized (events) {
                events.forEach(id);
            }
            return ids;
        }

        Status.Code status() {
            return Objects.requireNonNull(end).getCode();
        }

        @Nullable
        String description() {
            return Objects.requireNonNull(end).getDescription();
        }

        ErrorInfo info() {
            try {
                com.google.rpc.Status details = Objects.requireNonNull(StatusProto.fromThrowable(failure));
                return details.getDetails(details.getDetailsCount() - 1).unpack(ErrorInfo.class);
            } catch (InvalidProtocolBufferException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void onNext(WatchEventsResponse answer) {
            if (answersWithEvents == stopAfter) {
                return;
            }
            most = Math.max(most, answer.getEventsCount());
            events.addAll(answer.getEventsList());
            position = answer.getPosition();
            answersWithEvents += answer.getEventsCount() == 0 ? 0 : 1;
            if (answersWithEvents == stopAfter) {
                cancel();
            }
        }

        @Override
        public void onError(Throwable broken) {
            failure = broken;
            end = ((StatusRuntimeException) broken).getStatus();
        }

        @Override
        public void onCompleted() {
            end = Status.OK;
        }
    }
}
