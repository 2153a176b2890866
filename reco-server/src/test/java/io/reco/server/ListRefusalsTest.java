package io.reco.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import com.google.rpc.Code;
import io.grpc.StatusRuntimeException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.reco.api.v1.AdminServiceGrpc;
import io.reco.api.v1.Article;
import io.reco.api.v1.Event;
import io.reco.api.v1.EventType;
import io.reco.api.v1.ListRefusalsRequest;
import io.reco.api.v1.ListRefusalsResponse;
import io.reco.api.v1.RecentRefusal;
import io.reco.api.v1.RecommendRequest;
import io.reco.api.v1.ReportEventsRequest;
import io.reco.api.v1.UpsertArticlesRequest;

/** What is remembered of what was refused. */
class ListRefusalsTest {

    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

    @TempDir
    Path data;

    private final MovableClock clock = new MovableClock(START);
    private RunningServer server;

    @BeforeEach
    void start() throws IOException {
        server = RunningServer.start(data, clock, Map.of(Settings.HTTP_PORT, "0"));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private ListRefusalsResponse refusals(int pageSize) {
        return AdminServiceGrpc.newBlockingStub(server.channel())
                .withDeadlineAfter(20, TimeUnit.SECONDS)
                .listRefusals(
                        ListRefusalsRequest.newBuilder().setPageSize(pageSize).build());
    }

    private static Event.Builder event(String id) {
        return Event.newBuilder()
                .setEventId(id)
                .setReaderId("secret-reader")
                .setArticleId("7")
                .setType(EventType.EVENT_TYPE_VIEW);
    }

    private void report(Event.Builder... events) {
        ReportEventsRequest.Builder request = ReportEventsRequest.newBuilder();
        for (Event.Builder event : events) {
            request.addEvents(event);
        }
        var unused = server.feedback().reportEvents(request.build());
    }

    @Test
    void anEventThatIsRefusedWhileOthersAreTakenIsThereWithItsSentence() {
        report(event("1"), event("2").setPosition(-1));

        RecentRefusal refusal = refusals(0).getRefusals(0);

        assertThat(refusal.getMethod()).isEqualTo("reco.v1.FeedbackService/ReportEvents");
        assertThat(refusal.getItem()).isTrue();
        assertThat(refusal.getCode()).isEqualTo(Code.INVALID_ARGUMENT.getNumber());
        assertThat(refusal.getMessage()).startsWith("events[1].position: -1 (expected: ");
        assertThat(refusal.getCaller()).isEqualTo("anybody");
        assertThat(refusal.getRefuseTime().getSeconds()).isEqualTo(START.getEpochSecond());
    }

    @Test
    void anArticleIsTheSame() {
        var unused = server.catalog()
                .upsertArticles(UpsertArticlesRequest.newBuilder()
                        .addArticles(Article.newBuilder().setArticleId("0"))
                        .build());

        assertThat(refusals(0).getRefusals(0).getMessage()).startsWith("articles[0].article_id: 0 (expected: ");
    }

    @Test
    void aCallThatIsRefusedAsAWholeIsThereByWhicheverTransportItCame() throws Exception {
        assertThatThrownBy(() -> server.pages()
                        .recommend(RecommendRequest.newBuilder()
                                .setPlacement("No Placement")
                                .build()))
                .isInstanceOf(StatusRuntimeException.class);
        new JsonClient(server.httpPort()).call("reco.v1.RecommendService/Recommend", "{\"pageSise\": 4}");

        ListRefusalsResponse refusals = refusals(0);

        assertThat(refusals.getRefusals(0).getMessage()).contains("pageSise");
        assertThat(refusals.getRefusals(1).getMessage()).startsWith("placement: No Placement (expected: ");
        assertThat(refusals.getRefusalsList()).noneMatch(RecentRefusal::getItem);
        assertThat(refusals.getRefusedCount()).isEqualTo(2);
    }

    @Test
    void whoRepeatsAMistakePushesNothingOut() {
        report(event("1").setPosition(-1));
        for (int i = 0; i < 5; i++) {
            clock.move(Duration.ofSeconds(1));
            report(event("2").setPosition(-2));
        }

        ListRefusalsResponse refusals = refusals(0);

        assertThat(refusals.getRefusalsList())
                .extracting(RecentRefusal::getCount)
                .containsExactly(5L, 1L);
        assertThat(refusals.getRefusals(0).getRefuseTime().getSeconds()).isEqualTo(START.getEpochSecond() + 5);
        assertThat(refusals.getRefusedCount()).isEqualTo(6);
        assertThat(refusals(1).getRefusalsList()).hasSize(1);
    }

    @Test
    void nothingInItSaysWhichReaderItWas() {
        report(
                event("3").setReaderId("a reader with blanks"),
                event("4").setExposureToken("forged-token-of-secret-reader"),
                event("secret reader 5"));

        assertThat(refusals(0).getRefusalsList())
                .hasSize(3)
                .allSatisfy(refusal -> assertThat(refusal.getMessage())
                        .contains(": *** (expected: ")
                        .doesNotContain("secret")
                        .doesNotContain("blanks"));
    }

    @Test
    void itIsBoundedAndALongCallLeavesItsFirstItemsAlone() {
        Event.Builder[] events = new Event.Builder[50];
        for (int i = 0; i < events.length; i++) {
            events[i] = event("1").setPosition(-1 - i);
        }

        report(events);

        assertThat(refusals(0).getRefusalsList()).hasSize(10);
        assertThatThrownBy(() -> refusals(-1)).hasMessageContaining("page_size: -1 (expected: >= 0)");
    }
}
