package io.reco.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import com.google.protobuf.FieldMask;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Timestamp;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.reco.api.v1.Absence;
import io.reco.api.v1.AbsenceReason;
import io.reco.api.v1.Article;
import io.reco.api.v1.DeleteArticlesRequest;
import io.reco.api.v1.Event;
import io.reco.api.v1.EventType;
import io.reco.api.v1.ExplainExposureRequest;
import io.reco.api.v1.ExplainExposureResponse;
import io.reco.api.v1.Exposure;
import io.reco.api.v1.Reason;
import io.reco.api.v1.ReasonKind;
import io.reco.api.v1.RecommendRequest;
import io.reco.api.v1.RecommendResponse;
import io.reco.api.v1.ReportEventsRequest;
import io.reco.api.v1.Result;
import io.reco.api.v1.Rung;
import io.reco.api.v1.SignedExposure;
import io.reco.api.v1.Source;
import io.reco.api.v1.UpsertArticlesRequest;

/** What a page says of itself: scores, reasons, details, and why others are not on it. Asked over the network. */
class ExplainedPagesTest {

    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

    @TempDir
    Path data;

    private final MovableClock clock = new MovableClock(START);
    private RunningServer server;
    private int events;

    @BeforeEach
    void start() throws IOException {
        server = RunningServer.start(data, clock);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    /** Readers of 1..20 read these in a row, so that each leads to the others. */
    private void readers() {
        server.upsert(1, 20, START, "Ocean Life");
        server.upsert(21, 120, START, "news");
        for (int reader = 100; reader < 130; reader++) {
            List<Integer> read = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                read.add(1 + (reader + i * 3) % 20);
            }
            var unused = server.report(reader, EventType.EVENT_TYPE_VIEW, read);
        }
    }

    @Test
    void aResultSaysWhatItWasRankedByWhatSpokeForItAndItsRung() {
        readers();
        var unused = server.report(7, EventType.EVENT_TYPE_VIEW, List.of(1, 4));

        RecommendResponse page =
                server.pages().recommend(request().setExplain(true).build());

        assertThat(page.getResultsList()).hasSize(10);
        Result first = page.getResults(0);
        assertThat(first.getScore()).isPositive();
        assertThat(first.getRung()).isEqualTo(Rung.RUNG_PERSONAL);
        assertThat(first.getSource()).isEqualTo(first.getShares(0).getSource());
        assertThat(first.getStats().getViews()).isPositive();
        assertThat(first.getStats().getReaders()).isPositive();
        for (Result result : page.getResultsList()) {
            assertThat(result.getSource()).isNotEqualTo(Source.SOURCE_UNSPECIFIED);
            assertThat(result.getRung()).isNotEqualTo(Rung.RUNG_UNSPECIFIED);
            assertThat(result.getSharesList()).hasSizeBetween(1, 3);
            assertThat(result.getSharesList()).allMatch(share -> share.getShare() > 0 && share.getShare() <= 1);
            assertThat(result.hasArticle()).isFalse();
        }
        // A kept page tells the same, but for what it was ranked by.
        RecommendResponse again = server.pages()
                .recommend(request()
                        .setExplain(true)
                        .setPageTime(page.getPageTime())
                        .build());
        assertThat(again.getResults(0).getScore()).isZero();
        assertThat(again.getResults(0).getSharesList()).isEqualTo(first.getSharesList());
        assertThat(again.getResults(0).getReasonsList()).isEqualTo(first.getReasonsList());
        assertThat(server.pages()
                        .recommend(request().setPageTime(page.getPageTime()).build())
                        .getResults(0)
                        .getSharesList())
                .isEmpty();
    }

    @Test
    void becauseReadNamesWhatTheReaderOrTheSessionRead() {
        readers();
        RecommendRequest session = RecommendRequest.newBuilder()
                .addAllRecentArticleIds(List.of("4", "1"))
                .build();
        var unused = server.report(7, EventType.EVENT_TYPE_VIEW, List.of(1, 4));

        for (RecommendRequest asked : List.of(request().build(), session)) {
            List<Reason> because = server.pages().recommend(asked).getResultsList().stream()
                    .flatMap(result -> result.getReasonsList().stream())
                    .filter(reason -> reason.getKind() == ReasonKind.REASON_KIND_BECAUSE_READ)
                    .toList();
            assertThat(because).isNotEmpty();
            for (Reason reason : because) {
                assertThat(reason.getArticleIdsList())
                        .isNotEmpty()
                        .isSubsetOf("1", "4")
                        .doesNotHaveDuplicates();
            }
        }
    }

    @Test
    void aStrangersReasonsAreThatItTrendsOrIsNewInATopicAsItWasSent() {
        readers();
        upsert(Article.newBuilder().setArticleId("fresh").addTopics("Brand New"), Duration.ofHours(1));

        RecommendResponse page = server.pages()
                .recommend(RecommendRequest.newBuilder().setPageSize(30).build());

        List<Reason> reasons = page.getResultsList().stream()
                .flatMap(result -> result.getReasonsList().stream())
                .toList();
        assertThat(reasons)
                .contains(
                        Reason.newBuilder()
                                .setKind(ReasonKind.REASON_KIND_TRENDING)
                                .setTopic("Ocean Life")
                                .build(),
                        Reason.newBuilder()
                                .setKind(ReasonKind.REASON_KIND_NEW)
                                .setTopic("Brand New")
                                .build())
                .noneMatch(reason -> reason.getKind() == ReasonKind.REASON_KIND_BECAUSE_READ);
    }

    @Test
    void whatASessionOpenedMakesThePageOfNobodyPersonalAndIsNotKept() {
        readers();
        RecommendRequest session = RecommendRequest.newBuilder()
                .addAllRecentArticleIds(List.of("4", "1", "not-an-article"))
                .build();

        List<Result> page = server.pages().recommend(session).getResultsList();

        assertThat(page).extracting(Result::getRung).containsOnly(Rung.RUNG_PERSONAL);
        assertThat(page).extracting(Result::getArticleId).doesNotContain("1", "4");
        RecommendRequest of7 = session.toBuilder().setReaderId("7").build();
        assertThat(server.pages().recommend(of7).getResultsList())
                .extracting(Result::getRung)
                .containsOnly(Rung.RUNG_PERSONAL);
        assertThat(server.pages().recommend(request().build()).getResultsList())
                .extracting(Result::getRung)
                .doesNotContain(Rung.RUNG_PERSONAL);
        List<String> many =
                IntStream.rangeClosed(1, 51).mapToObj(Integer::toString).toList();
        assertThat(refusal(() -> server.pages()
                        .recommend(request()
                                .addAllRecentArticleIds(many)
                                .addRecentArticleIds("0")
                                .build())))
                .isEqualTo("recent_article_ids: 52 items (expected: at most 50);"
                        + " recent_article_ids[51]: 0 (expected: 1..128 visible ASCII characters, not 0)");
    }

    @Test
    void aReadMaskBringsFieldsOfTheArticles() {
        Article.Builder article = Article.newBuilder()
                .setArticleId("a")
                .setTitle("Tides")
                .setSummary("How they turn")
                .addTopics("science")
                .putAttributes("image", "tides.png");
        upsert(article, Duration.ofHours(1));
        var unused = report(EventType.EVENT_TYPE_VIEW, "8", "a", "");
        var unusedLike = report(EventType.EVENT_TYPE_LIKE, "8", "a", "");

        Article some = server.pages()
                .recommend(request()
                        .setReadMask(mask("title", "attributes", "expire_time", "stats"))
                        .build())
                .getResults(0)
                .getArticle();

        assertThat(some.toBuilder().clearStats().build())
                .isEqualTo(Article.newBuilder()
                        .setTitle("Tides")
                        .putAllAttributes(Map.of("image", "tides.png"))
                        .build());
        assertThat(some.getStats().getViews()).isOne();
        assertThat(some.getStats().getLikes()).isOne();
        clock.move(Duration.ofMinutes(1));
        Article whole = server.pages()
                .recommend(request().setReadMask(mask("*")).build())
                .getResults(0)
                .getArticle();
        assertThat(whole.getArticleId()).isEqualTo("a");
        assertThat(whole.getSummary()).isEqualTo("How they turn");
        assertThat(whole.getEtag()).isNotEmpty();
        assertThat(whole.hasCreateTime()).isTrue();
        assertThat(refusal(() -> server.pages()
                        .recommend(request()
                                .setPageSize(-1)
                                .setReadMask(mask("title", "body"))
                                .build())))
                .startsWith("read_mask.paths[1]: body (expected: *, article_id, title, summary,")
                .endsWith("page_size: -1 (expected: >= 0)");
    }

    @Test
    void anAnswerStaysBelowFourMebibytesWhateverItsArticlesHold() {
        String text = "x".repeat(2_000);
        for (int id = 1; id <= 100; id++) {
            Article.Builder article = Article.newBuilder().setArticleId("article-" + id);
            for (int key = 0; key < 50; key++) {
                article.putAttributes("key" + key, text);
            }
            upsert(article, Duration.ofHours(id));
        }

        RecommendResponse page = server.pages()
                .recommend(request().setPageSize(100).setReadMask(mask("*")).build());

        assertThat(page.getResultsList()).hasSize(100);
        assertThat(page.getSerializedSize()).isLessThan(4 << 20);
        assertThat(page.getResults(0).hasArticle()).isTrue();
        assertThat(page.getResults(99).hasArticle()).isFalse();
    }

    @Test
    void aLookSaysWhyArticlesAreNotOnThePageTheGravestReasonFirst() {
        readers();
        var unusedViews = server.report(7, EventType.EVENT_TYPE_VIEW, List.of(1, 4));
        var unusedHides = server.report(7, EventType.EVENT_TYPE_HIDE, List.of(1, 5));
        List<String> served = articles(server.pages().recommend(request().build()));
        upsert(Article.newBuilder().setArticleId("hidden").setHidden(true), Duration.ofHours(1));
        upsert(Article.newBuilder().setArticleId("scheduled"), Duration.ofHours(-1));
        upsert(
                Article.newBuilder()
                        .setArticleId("expired")
                        .setExpireTime(Timestamp.newBuilder().setSeconds(START.getEpochSecond())),
                Duration.ofHours(1));
        upsert(Article.newBuilder().setArticleId("deleted"), Duration.ofHours(1));
        var unusedDeletion = server.catalog()
                .deleteArticles(DeleteArticlesRequest.newBuilder()
                        .addArticleIds("deleted")
                        .build());
        List<String> asked = new ArrayList<>(
                List.of("unknown", "deleted", "hidden", "expired", "scheduled", "1", "5", "4", served.get(0)));
        RecommendRequest look = request().setValidateOnly(true).build();
        String onThePage = articles(server.pages().recommend(look)).get(0);
        asked.add(onThePage);

        RecommendResponse page = server.pages()
                .recommend(look.toBuilder().addAllExplainArticleIds(asked).build());

        assertThat(page.getExposureToken()).isEmpty();
        assertThat(articles(page)).contains(onThePage);
        assertThat(page.getAbsencesList())
                .extracting(Absence::getArticleId)
                .isEqualTo(asked.subList(0, asked.size() - 1));
        assertThat(page.getAbsencesList())
                .extracting(Absence::getReason)
                .containsExactly(
                        AbsenceReason.ABSENCE_REASON_UNKNOWN,
                        AbsenceReason.ABSENCE_REASON_DELETED,
                        AbsenceReason.ABSENCE_REASON_HIDDEN,
                        AbsenceReason.ABSENCE_REASON_EXPIRED,
                        AbsenceReason.ABSENCE_REASON_SCHEDULED,
                        AbsenceReason.ABSENCE_REASON_REJECTED,
                        AbsenceReason.ABSENCE_REASON_REJECTED,
                        AbsenceReason.ABSENCE_REASON_VIEWED,
                        AbsenceReason.ABSENCE_REASON_SERVED);
        assertThat(refusal(() -> server.pages()
                        .recommend(request().addExplainArticleIds("1").build())))
                .isEqualTo("explain_article_ids: 1 items (expected: none without validate_only)");
    }

    @Test
    void aLookSaysWhatWasOutscoredTheSameStoryOrNotProposed() {
        readers();
        var unusedViews = server.report(7, EventType.EVENT_TYPE_VIEW, List.of(1, 4));
        RecommendRequest.Builder look = request().setValidateOnly(true).setPageSize(2);
        String first = articles(server.pages().recommend(look.build())).get(0);
        upsert(Article.newBuilder().setArticleId("same").setTitle("Article " + first), Duration.ofHours(1));
        upsert(Article.newBuilder().setArticleId("silent"), Duration.ofDays(30));
        List<String> all =
                IntStream.rangeClosed(1, 100).mapToObj(Integer::toString).toList();

        RecommendResponse page = server.pages()
                .recommend(look.addAllExplainArticleIds(all.subList(0, 98))
                        .addAllExplainArticleIds(List.of("same", "silent"))
                        .build());

        assertThat(page.getAbsencesList())
                .extracting(Absence::getReason)
                .contains(
                        AbsenceReason.ABSENCE_REASON_OUTSCORED,
                        AbsenceReason.ABSENCE_REASON_NOT_PROPOSED,
                        AbsenceReason.ABSENCE_REASON_SAME_STORY);
        for (Absence absence : page.getAbsencesList()) {
            boolean outscored = absence.getReason() == AbsenceReason.ABSENCE_REASON_OUTSCORED;
            assertThat(absence.getScore() > 0).isEqualTo(outscored);
            assertThat(absence.getScore())
                    .isLessThanOrEqualTo(page.getResults(0).getScore());
        }
    }

    @Test
    void aLookSaysWhatVarietyKeptAway() {
        readers();
        var unusedViews = server.report(7, EventType.EVENT_TYPE_VIEW, List.of(1, 4));
        List<String> ocean =
                IntStream.rangeClosed(1, 20).mapToObj(Integer::toString).toList();

        RecommendResponse page = server.pages()
                .recommend(request()
                        .setValidateOnly(true)
                        .setPageSize(2)
                        .setDiversity(1)
                        .addAllExplainArticleIds(ocean)
                        .build());

        assertThat(page.getAbsencesList())
                .extracting(Absence::getReason)
                .contains(AbsenceReason.ABSENCE_REASON_VARIETY, AbsenceReason.ABSENCE_REASON_VIEWED);
    }

    @Test
    void aLookAtAnEmptyCatalogueSaysWhyToo() {
        RecommendResponse page = server.pages()
                .recommend(request()
                        .setValidateOnly(true)
                        .addExplainArticleIds("1")
                        .build());

        assertThat(page.getResultsList()).isEmpty();
        assertThat(page.getAbsences(0).getReason()).isEqualTo(AbsenceReason.ABSENCE_REASON_UNKNOWN);
    }

    @Test
    void aKeptPageIsExplainedByItsTokenAndByItsName() throws InvalidProtocolBufferException {
        readers();
        var unusedViews = server.report(7, EventType.EVENT_TYPE_VIEW, List.of(1, 4));
        RecommendResponse page = server.pages()
                .recommend(request().setPlacement("home").setExplain(true).build());
        String exposed = articles(page).get(2);
        var unused = report(EventType.EVENT_TYPE_EXPOSE, "7", exposed, page.getExposureToken());
        clock.move(Duration.ofMinutes(1));

        ExplainExposureRequest byToken = ExplainExposureRequest.newBuilder()
                .setExposureToken(page.getExposureToken())
                .addAllAbsentArticleIds(List.of(exposed, "none", "1"))
                .build();
        ExplainExposureResponse explained = server.pages().explainExposure(byToken);

        assertThat(explained.getExposure()).isEqualTo(exposure(page));
        assertThat(explained.getAsOf().getSeconds()).isEqualTo(START.getEpochSecond() + 60);
        for (int slot = 0; slot < page.getResultsCount(); slot++) {
            assertThat(explained.getSlots(slot).getArticleId())
                    .isEqualTo(articles(page).get(slot));
            assertThat(explained.getSlots(slot).getSharesList())
                    .isEqualTo(page.getResults(slot).getSharesList());
            assertThat(explained.getSlots(slot).getExposed()).isEqualTo(slot == 2);
        }
        assertThat(explained.getAbsencesList().get(0).getReason()).isEqualTo(AbsenceReason.ABSENCE_REASON_UNKNOWN);
        assertThat(reasonOf("1", explained)).isEqualTo(AbsenceReason.ABSENCE_REASON_VIEWED);
        ExplainExposureRequest byName = ExplainExposureRequest.newBuilder()
                .setReaderId("7")
                .setPlacement("home")
                .setPageTime(page.getPageTime())
                .addAllAbsentArticleIds(byToken.getAbsentArticleIdsList())
                .build();
        assertThat(server.pages().explainExposure(byName)).isEqualTo(explained);
    }

    @Test
    void whyArticlesAreNotOnAKeptPageIsSaidAsOfNowTheGravestReasonFirst() {
        readers();
        RecommendRequest home = request().setPlacement("home").build();
        List<String> before = articles(server.pages().recommend(home));
        clock.move(Duration.ofMinutes(1));
        RecommendResponse page = server.pages().recommend(home);
        List<String> shown = articles(page);
        List<Integer> others = IntStream.rangeClosed(1, 120)
                .filter(id -> !before.contains(Integer.toString(id)) && !shown.contains(Integer.toString(id)))
                .limit(3)
                .boxed()
                .toList();
        List<String> absent = new ArrayList<>(List.of("unknown", "hidden", "expired"));
        absent.addAll(RunningServer.texts(others));
        absent.add(before.get(0));
        upsert(Article.newBuilder().setArticleId("hidden").setHidden(true), Duration.ofHours(1));
        Timestamp now = Timestamp.newBuilder()
                .setSeconds(clock.instant().getEpochSecond())
                .build();
        upsert(Article.newBuilder().setArticleId("expired").setExpireTime(now), Duration.ofHours(1));
        var unusedHide = server.report(7, EventType.EVENT_TYPE_HIDE, List.of(others.get(0)));
        var unusedView = server.report(7, EventType.EVENT_TYPE_VIEW, List.of(others.get(1)));
        clock.move(Duration.ofMinutes(1));

        ExplainExposureResponse explained = server.pages()
                .explainExposure(ExplainExposureRequest.newBuilder()
                        .setExposureToken(page.getExposureToken())
                        .addAllAbsentArticleIds(absent)
                        .addAbsentArticleIds(shown.get(0))
                        .build());

        assertThat(before).isNotEmpty().doesNotContainAnyElementsOf(shown);
        assertThat(explained.getAbsencesList())
                .extracting(Absence::getArticleId)
                .as("all but the one that is on the page")
                .isEqualTo(absent);
        assertThat(explained.getAbsencesList())
                .extracting(Absence::getReason)
                .containsExactly(
                        AbsenceReason.ABSENCE_REASON_UNKNOWN,
                        AbsenceReason.ABSENCE_REASON_HIDDEN,
                        AbsenceReason.ABSENCE_REASON_EXPIRED,
                        AbsenceReason.ABSENCE_REASON_REJECTED,
                        AbsenceReason.ABSENCE_REASON_VIEWED,
                        AbsenceReason.ABSENCE_REASON_NONE_NOW,
                        AbsenceReason.ABSENCE_REASON_SERVED);
    }

    private static AbsenceReason reasonOf(String article, ExplainExposureResponse explained) {
        return explained.getAbsencesList().stream()
                .filter(absence -> absence.getArticleId().equals(article))
                .map(Absence::getReason)
                .findFirst()
                .orElse(AbsenceReason.ABSENCE_REASON_UNSPECIFIED);
    }

    @Test
    void aPageThatIsNotKeptIsNotFoundAndAForgedTokenIsRefused() {
        server.upsert(1, 40, START, "news");
        RecommendResponse page = server.pages().recommend(request().build());
        RecommendResponse anonymous = server.pages().recommend(RecommendRequest.getDefaultInstance());
        ExplainExposureRequest.Builder byToken =
                ExplainExposureRequest.newBuilder().setExposureToken(page.getExposureToken());
        ExplainExposureRequest byName = ExplainExposureRequest.newBuilder()
                .setReaderId("7")
                .setPlacement("home")
                .setPageTime(page.getPageTime())
                .build();

        assertThat(status(() -> server.pages().explainExposure(byToken.build())))
                .isEqualTo(Status.Code.OK);
        assertThat(status(() -> server.pages().explainExposure(byName))).isEqualTo(Status.Code.NOT_FOUND);
        assertThat(status(() -> server.pages()
                        .explainExposure(byToken.clone()
                                .setExposureToken(anonymous.getExposureToken())
                                .build())))
                .isEqualTo(Status.Code.NOT_FOUND);
        String forged =
                page.getExposureToken().substring(0, page.getExposureToken().length() - 4) + "AAAA";
        assertThat(refusal(() -> server.pages()
                        .explainExposure(
                                byToken.clone().setExposureToken(forged).build())))
                .endsWith("(expected: a token that this service made, unchanged)");
        assertThat(refusal(() -> server.pages()
                        .explainExposure(ExplainExposureRequest.newBuilder()
                                .setReaderId("0")
                                .setPlacement("A")
                                .addAbsentArticleIds("")
                                .build())))
                .isEqualTo("reader_id: 0 (expected: 1..128 visible ASCII characters, not 0);"
                        + " placement: A (expected: 0..64 characters of a..z, 0..9, _ and -);"
                        + " page_time: unset (expected: the page_time of a page, or its exposure_token);"
                        + " absent_article_ids[0]: empty (expected: 1..128 visible ASCII characters, not 0)");
        clock.move(Duration.ofDays(91));
        assertThat(status(() -> server.pages().explainExposure(byToken.build())))
                .isEqualTo(Status.Code.NOT_FOUND);
    }

    private static RecommendRequest.Builder request() {
        return RecommendRequest.newBuilder().setReaderId("7");
    }

    private static FieldMask mask(String... paths) {
        return FieldMask.newBuilder().addAllPaths(List.of(paths)).build();
    }

    private void upsert(Article.Builder article, Duration age) {
        Timestamp published = Timestamp.newBuilder()
                .setSeconds(START.minus(age).getEpochSecond())
                .build();
        assertThat(server.catalog()
                        .upsertArticles(UpsertArticlesRequest.newBuilder()
                                .addArticles(article.setPublishTime(published))
                                .build())
                        .getRefusalsList())
                .isEmpty();
    }

    private int report(EventType type, String reader, String article, String token) {
        Event event = Event.newBuilder()
                .setEventId("own-" + events++)
                .setReaderId(reader)
                .setArticleId(article)
                .setType(type)
                .setExposureToken(token)
                .build();
        return server.feedback()
                .reportEvents(ReportEventsRequest.newBuilder().addEvents(event).build())
                .getAcceptedCount();
    }

    private static List<String> articles(RecommendResponse page) {
        return page.getResultsList().stream().map(Result::getArticleId).toList();
    }

    private static Exposure exposure(RecommendResponse page) throws InvalidProtocolBufferException {
        byte[] token = Base64.getUrlDecoder().decode(page.getExposureToken());
        return Exposure.parseFrom(SignedExposure.parseFrom(token).getExposure());
    }

    private static String refusal(ThrowingCallable call) {
        StatusRuntimeException refused = catchThrowableOfType(StatusRuntimeException.class, call);
        assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        return String.valueOf(refused.getStatus().getDescription());
    }

    private static Status.Code status(ThrowingCallable call) {
        StatusRuntimeException refused = catchThrowableOfType(StatusRuntimeException.class, call);
        return refused == null ? Status.Code.OK : refused.getStatus().getCode();
    }
}
