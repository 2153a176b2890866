package io.reco.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Timestamp;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.reco.api.v1.Event;
import io.reco.api.v1.EventType;
import io.reco.api.v1.Exposure;
import io.reco.api.v1.PageFilter;
import io.reco.api.v1.RecommendRequest;
import io.reco.api.v1.RecommendResponse;
import io.reco.api.v1.ReportEventsRequest;
import io.reco.api.v1.Result;
import io.reco.api.v1.SignedExposure;

/** A reader's pages of one placement are a feed of their own, asked over the network. */
class PlacementsTest {

    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

    @TempDir
    Path data;

    private final MovableClock clock = new MovableClock(START);
    private RunningServer server;

    @BeforeEach
    void start() throws IOException {
        server = RunningServer.start(data, clock);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Home", "a b", "é", "a.b", "a/b"})
    void aPlacementThatIsNoneIsRefusedAndNamed(String placement) {
        assertThat(refusal(request(placement), Status.Code.INVALID_ARGUMENT))
                .isEqualTo("placement: " + placement + " (expected: 0..64 characters of a..z, 0..9, _ and -)");
    }

    @Test
    void aPlacementHasAtMost64Characters() {
        server.upsert(1, 20, START, "news");

        assertThat(articles(page("-".repeat(64)))).hasSize(10);
        assertThat(refusal(request("_".repeat(65)), Status.Code.INVALID_ARGUMENT))
                .startsWith("placement: ___");
    }

    @Test
    void theTokenNamesThePlacement() throws InvalidProtocolBufferException {
        server.upsert(1, 20, START, "news");

        assertThat(exposure(page("home-1")).getPlacement()).isEqualTo("home-1");
        assertThat(exposure(page("")).getPlacement()).isEmpty();
    }

    @Test
    void theFeedWithoutANameIsThatOfTheOriginalContract() {
        server.upsert(1, 120, START, "news");
        RecommendResponse page = page("");
        RecommendResponse home = page("home");

        assertThat(server.page(7, 10, START.toEpochMilli()).getExposure()).isEqualTo(page.getExposureToken());
        assertThat(home.getPageTime()).isEqualTo(page.getPageTime());
        assertThat(home.getExposureToken()).isNotEqualTo(page.getExposureToken());
    }

    @Test
    void replayAndHistoryAreOfTheirFeedAlone() {
        server.upsert(1, 120, START, "news");
        RecommendResponse home = page("home");
        clock.move(Duration.ofSeconds(10));
        RecommendResponse section = page("section");

        assertThat(at("home", home.getPageTime())).isEqualTo(home);
        assertThat(at("section", section.getPageTime())).isEqualTo(section);
        // Newer than the newest page of "home": a new page, though "section" has one of that very moment.
        RecommendResponse next = at("home", section.getPageTime());
        assertThat(next.getPageTime()).isEqualTo(section.getPageTime());
        assertThat(articles(next)).doesNotContainAnyElementsOf(articles(home));
        assertThat(at("home", before(next.getPageTime()))).isEqualTo(home);
        assertThat(at("section", before(section.getPageTime()))).isEqualTo(RecommendResponse.getDefaultInstance());
        assertThat(server.page(7, 10, START.toEpochMilli() - 1).getRecommendsCount())
                .isPositive(); // the feed without a name has no page yet
    }

    @Test
    void feedsSurviveARestart() throws IOException {
        server.upsert(1, 120, START, "news");
        RecommendResponse home = page("home");
        RecommendResponse section = page("section");
        server.close();
        server = RunningServer.start(data, clock);

        assertThat(at("home", home.getPageTime())).isEqualTo(home);
        assertThat(at("section", section.getPageTime())).isEqualTo(section);
    }

    @Test
    void aRequestIdOfAnotherPlacementIsAborted() {
        server.upsert(1, 120, START, "news");
        RecommendRequest request =
                request("home").toBuilder().setRequestId("r-1").build();
        RecommendResponse page = server.pages().recommend(request);

        assertThat(server.pages().recommend(request)).isEqualTo(page);
        assertThat(refusal(request.toBuilder().setPlacement("section").build(), Status.Code.ABORTED))
                .isEqualTo("placement: section (expected: home, as in the call before with this request_id)");
        assertThat(refusal(request.toBuilder().setPlacement("").build(), Status.Code.ABORTED))
                .isEqualTo("placement: empty (expected: home, as in the call before with this request_id)");
    }

    @Test
    void aRequestIdThatAsksForOtherArticlesIsAborted() {
        server.upsert(1, 120, START, "news");
        RecommendRequest request =
                request("home").toBuilder().setRequestId("r-1").build();
        RecommendRequest filtered = request.toBuilder()
                .setRequestId("r-2")
                .setFilter(PageFilter.newBuilder().addTopicsAny("news"))
                .build();
        RecommendResponse page = server.pages().recommend(request);
        RecommendResponse other = server.pages().recommend(filtered);

        assertThat(server.pages().recommend(filtered)).isEqualTo(other);
        for (RecommendRequest changed : List.of(
                filtered.toBuilder().setRequestId("r-1").build(),
                request.toBuilder().setDiversity(0.5f).build(),
                request.toBuilder().addRecentArticleIds("7").build(),
                request.toBuilder().setRequestId("r-2").build())) {
            assertThat(refusal(changed, Status.Code.ABORTED))
                    .isEqualTo(
                            "filter, diversity, recent_article_ids: others (expected: as in the call before with this"
                                    + " request_id)");
        }
        assertThat(server.pages()
                        .recommend(request.toBuilder().setExplain(true).build())
                        .getExposureToken())
                .as("how it is told may differ")
                .isEqualTo(page.getExposureToken());
    }

    @Test
    void whatAnyPageOfTheLastDayHasStaysAwayInAllPlacements() {
        server.upsert(1, 120, START, "news");
        Set<String> seen = new HashSet<>();
        for (String placement : List.of("home", "", "section", "home", "")) {
            List<String> articles = articles(page(placement));
            assertThat(articles).hasSize(10).noneMatch(seen::contains);
            seen.addAll(articles);
            clock.move(Duration.ofHours(4));
        }
    }

    @Test
    void afterADayOnlyTheNewestTenPagesOfThisPlacementStayAway() {
        server.upsert(1, 30, START, "news");
        List<String> home = articles(page("home"));
        List<String> section = articles(page("section"));
        clock.move(Duration.ofHours(25));

        List<String> next = articles(page("home"));

        // Ten articles are left that no page had; what "section" had comes before what "home" has.
        assertThat(next).hasSize(10).doesNotContainAnyElementsOf(home);
        clock.move(Duration.ofHours(25));
        assertThat(articles(page("home")))
                .hasSize(10)
                .doesNotContainAnyElementsOf(home)
                .doesNotContainAnyElementsOf(next);
        clock.move(Duration.ofHours(25));
        assertThat(articles(page("section"))).doesNotContainAnyElementsOf(section);
    }

    @Test
    void whatWasViewedOrRejectedStaysAwayInAllPlacements() {
        server.upsert(1, 40, START, "news");
        List<String> home = articles(page("home"));
        List<Integer> viewed = home.subList(0, 5).stream().map(Integer::valueOf).toList();
        List<Integer> hidden =
                home.subList(5, 10).stream().map(Integer::valueOf).toList();
        var unusedViews = server.report(7, EventType.EVENT_TYPE_VIEW, viewed);
        var unusedHides = server.report(7, EventType.EVENT_TYPE_HIDE, hidden);
        clock.move(Duration.ofDays(2));

        List<String> all = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            all.addAll(articles(page("section")));
        }

        assertThat(all).hasSize(30).doesNotHaveDuplicates().doesNotContainAnyElementsOf(home);
    }

    @Test
    void anEventIsOfThePageOfItsPlacement() {
        server.upsert(1, 40, START, "news");
        RecommendResponse home = page("home");
        RecommendResponse section = page("section");
        assertThat(home.getPageTime()).isEqualTo(section.getPageTime());
        Event.Builder seen = Event.newBuilder()
                .setReaderId("7")
                .setType(EventType.EVENT_TYPE_EXPOSE)
                .setExposureToken(home.getExposureToken());

        assertThat(server.feedback()
                        .reportEvents(ReportEventsRequest.newBuilder()
                                .addEvents(seen.setEventId("a")
                                        .setArticleId(articles(home).get(0)))
                                .build())
                        .getAcceptedCount())
                .isOne();
        clock.move(Duration.ofMinutes(31));

        // What "home" did not expose was not seen, and may come back; of "section" nothing is known.
        Set<String> next = new HashSet<>();
        for (int i = 0; i < 2; i++) {
            next.addAll(articles(page("home")));
        }
        assertThat(next)
                .doesNotContainAnyElementsOf(articles(section))
                .doesNotContain(articles(home).get(0));
        next.addAll(articles(page("home")));
        assertThat(next).containsAll(articles(home).subList(1, 10));
    }

    private static Timestamp before(Timestamp time) {
        return time.toBuilder().setSeconds(time.getSeconds() - 1).build();
    }

    private static RecommendRequest request(String placement) {
        return RecommendRequest.newBuilder()
                .setReaderId("7")
                .setPlacement(placement)
                .build();
    }

    private RecommendResponse page(String placement) {
        return server.pages().recommend(request(placement));
    }

    private RecommendResponse at(String placement, Timestamp time) {
        return server.pages()
                .recommend(request(placement).toBuilder().setPageTime(time).build());
    }

    private static List<String> articles(RecommendResponse page) {
        return page.getResultsList().stream().map(Result::getArticleId).toList();
    }

    private static Exposure exposure(RecommendResponse page) throws InvalidProtocolBufferException {
        byte[] token = Base64.getUrlDecoder().decode(page.getExposureToken());
        return Exposure.parseFrom(SignedExposure.parseFrom(token).getExposure());
    }

    private String refusal(RecommendRequest request, Status.Code code) {
        StatusRuntimeException refused = catchThrowableOfType(
                StatusRuntimeException.class, () -> server.pages().recommend(request));
        assertThat(refused.getStatus().getCode()).isEqualTo(code);
        return String.valueOf(refused.getStatus().getDescription());
    }
}
