package io.reco.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import com.google.protobuf.FieldMask;
import com.google.protobuf.Timestamp;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.reco.api.v1.Article;
import io.reco.api.v1.EventType;
import io.reco.api.v1.Exposure;
import io.reco.api.v1.PageFilter;
import io.reco.api.v1.Reader;
import io.reco.api.v1.Reason;
import io.reco.api.v1.ReasonKind;
import io.reco.api.v1.RecommendRequest;
import io.reco.api.v1.RecommendResponse;
import io.reco.api.v1.RelatedArticlesRequest;
import io.reco.api.v1.Result;
import io.reco.api.v1.Rung;
import io.reco.api.v1.SignedExposure;
import io.reco.api.v1.UpdateReaderRequest;
import io.reco.api.v1.UpsertArticlesRequest;

/**
 * What a reader stated counts on the very next page. The catalogue has 600 articles of 20 topics, 30 authors and five languages;
 * many read the first three topics.
 */
class StatedPreferencesTest {

    private static final int ARTICLES = 600;
    private static final List<String> LANGUAGES = List.of("en", "pt-BR", "", "pt", "zh-Hant-TW");
    private static final int READER = 4;

    @TempDir
    Path data;

    private final MovableClock clock = new MovableClock(Instant.ofEpochMilli(1_760_000_000_000L));
    private RunningServer server;

    @BeforeEach
    void start() throws IOException {
        server = RunningServer.start(data, clock);
        UpsertArticlesRequest.Builder all = UpsertArticlesRequest.newBuilder();
        for (int id = 1; id <= ARTICLES; id++) {
            all.addArticles(article(id));
        }
        var unused = server.catalog().upsertArticles(all.build());
        Random random = new Random(1);
        for (int reader = 1_000; reader < 1_100; reader++) {
            var unusedReport = server.report(
                    reader,
                    EventType.EVENT_TYPE_VIEW,
                    IntStream.range(0, 20)
                            .map(i -> 20 * random.nextInt(ARTICLES / 20) + 1 + random.nextInt(3))
                            .distinct()
                            .boxed()
                            .toList());
        }
        await().until(() -> count(RunningServer.ids(server.page(0, 10, 0)), id -> topic(id) <= 3) >= 6);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static int topic(int id) {
        return (id - 1) % 20 + 1;
    }

    private static int author(int id) {
        return id * 7 % 30;
    }

    private static String language(int id) {
        return LANGUAGES.get(id / 20 % LANGUAGES.size());
    }

    private Article article(int id) {
        return Article.newBuilder()
                .setArticleId(Integer.toString(id))
                .setTitle("Title " + id)
                .addTopics("Topic " + topic(id))
                .addTopics("everything")
                .setAuthor("Author " + author(id))
                .setLanguageCode(language(id))
                .setPublishTime(Timestamp.newBuilder()
                        .setSeconds(clock.instant().getEpochSecond() - 3_600L * 24 * 5 - 60L * id))
                .build();
    }

    private static Reader.Builder reader() {
        return Reader.newBuilder().setReaderId(Integer.toString(READER));
    }

    private void state(Reader.Builder stated) {
        var unused = server.readers()
                .updateReader(UpdateReaderRequest.newBuilder().setReader(stated).build());
    }

    private List<Integer> page(int count) {
        clock.move(Duration.ofSeconds(1));
        return ids(server.pages()
                .recommend(RecommendRequest.newBuilder()
                        .setReaderId(Integer.toString(READER))
                        .setPageSize(count)
                        .build()));
    }

    private static List<Integer> ids(RecommendResponse page) {
        return page.getResultsList().stream()
                .map(Result::getArticleId)
                .map(Integer::valueOf)
                .toList();
    }

    private static long count(List<Integer> page, Predicate<Integer> those) {
        return page.stream().filter(those).count();
    }

    @Test
    void aNewReaderGetsMostlyTheTopicsTheyFollow() {
        Set<Integer> topics = Set.of(8, 9, 10);
        long before = count(page(10), id -> topics.contains(topic(id)));
        state(reader().addFollowedTopics("topic 8").addFollowedTopics("TOPIC 9").addFollowedTopics("Topic 10"));

        List<Integer> page = page(10);

        assertThat(before).isLessThan(4);
        assertThat(page).hasSize(10);
        assertThat(count(page, id -> topics.contains(topic(id)))).isGreaterThanOrEqualTo(6);
        assertThat(count(page, id -> !topics.contains(topic(id)))).isPositive();
    }

    @Test
    void aNewReaderGetsMostlyTheAuthorsTheyFollow() {
        state(reader().addFollowedAuthors("author 11").addFollowedAuthors("AUTHOR 12"));

        assertThat(count(page(10), id -> author(id) == 11 || author(id) == 12)).isGreaterThanOrEqualTo(6);
    }

    @Test
    void thatAReaderFollowsIsSaidInTheirWords() {
        state(reader().addFollowedTopics("TOPIC 9").addFollowedAuthors("author 12"));

        assertThat(ask().getResultsList()).allSatisfy(result -> {
            int id = Integer.parseInt(result.getArticleId());
            List<Reason> reasons = result.getReasonsList();
            assertThat(reasons.contains(Reason.newBuilder()
                            .setKind(ReasonKind.REASON_KIND_FOLLOWED_TOPIC)
                            .setTopic("TOPIC 9")
                            .build()))
                    .isEqualTo(topic(id) == 9);
            assertThat(reasons.contains(Reason.newBuilder()
                            .setKind(ReasonKind.REASON_KIND_FOLLOWED_AUTHOR)
                            .setAuthor("author 12")
                            .build()))
                    .isEqualTo(author(id) == 12);
        });
        state(reader().addFollowedTopics("TOPIC 9").setPersonalised(false));
        assertThat(ask().getResultsList())
                .flatExtracting(Result::getReasonsList)
                .extracting(Reason::getKind)
                .doesNotContain(
                        ReasonKind.REASON_KIND_FOLLOWED_TOPIC,
                        ReasonKind.REASON_KIND_FOLLOWED_AUTHOR,
                        ReasonKind.REASON_KIND_BECAUSE_READ);
    }

    @Test
    void oneFollowedTopicDoesNotTakeThePage() {
        state(reader().addFollowedTopics("topic 8"));

        assertThat(count(page(10), id -> topic(id) == 8)).isBetween(6L, 7L);
    }

    @Test
    void whoFollowsWhatNobodyWritesAboutGetsWhatAnybodyGets() {
        state(reader().addFollowedTopics("nothing").addFollowedAuthors("nobody"));

        assertThat(count(page(10), id -> topic(id) <= 3)).isGreaterThanOrEqualTo(6);
    }

    @Test
    void aFollowedTopicLiftsWhatAReaderOfOthersGets() {
        var unused = server.report(READER, EventType.EVENT_TYPE_VIEW, List.of(1, 21, 41, 61, 81));
        assertThat(count(page(10), id -> topic(id) == 15)).isLessThan(3);

        state(reader().addFollowedTopics("topic 15"));

        List<Integer> page = page(10);
        assertThat(count(page, id -> topic(id) == 15)).isGreaterThanOrEqualTo(4);
        assertThat(count(page, id -> topic(id) <= 3)).isPositive();
    }

    @Test
    void aBlockedAuthorIsNeverOnAPage() {
        state(reader().addBlockedAuthors("author 7").addFollowedTopics("topic 2"));

        assertThat(everything()).hasSize(ARTICLES * 29 / 30).noneMatch(id -> author(id) == 7);
    }

    @Test
    void aBlockedTopicIsNeverOnAPageThoughItIsFollowedAndReadAndOfTheReadersTaste() {
        var unused = server.report(READER, EventType.EVENT_TYPE_VIEW, List.of(1, 21, 41, 61, 81));
        state(reader().addBlockedTopics("topic 1").addFollowedTopics("topic 1"));

        assertThat(everything()).hasSize(ARTICLES * 19 / 20).noneMatch(id -> topic(id) == 1);
    }

    @Test
    void aTopicIsBlockedWhicheverOfItsTopicsItIs() {
        state(reader().addBlockedTopics("Everything"));

        assertThat(page(10)).isEmpty();
    }

    /** Pages until no new article comes; so every rung of the ladder is met. */
    private Set<Integer> everything() {
        Set<Integer> all = new TreeSet<>();
        int before;
        do {
            before = all.size();
            for (int i = 0; i < 3; i++) {
                all.addAll(page(100));
            }
        } while (all.size() > before);
        return all;
    }

    @Test
    void languagesThatAReaderDoesNotReadAreNeverOnAPageAndUnknownOnesAre() {
        state(reader().addLanguageCodes("pt"));
        Set<Integer> portuguese = everything();
        state(reader().addLanguageCodes("PT_br").addLanguageCodes("zh"));
        Set<Integer> brazilian = everything();
        state(reader().addLanguageCodes("pt-PT").addLanguageCodes("xx"));
        Set<Integer> european = everything();

        assertThat(portuguese)
                .hasSize(360)
                .allMatch(id -> Set.of("pt", "pt-BR", "").contains(language(id)));
        assertThat(brazilian).hasSize(480).noneMatch(id -> language(id).equals("en"));
        assertThat(european).hasSize(240).allMatch(id -> Set.of("pt", "").contains(language(id)));
    }

    @Test
    void whatIsBlockedLeavesPagesOfBeforeToo() {
        long stamp = clock.millis();
        List<Integer> page = RunningServer.ids(server.page(READER, 20, stamp));
        assertThat(page).anyMatch(id -> topic(id) == 2);
        clock.move(Duration.ofMinutes(1));
        List<Integer> newer = new ArrayList<>(page(20));
        state(reader().addBlockedTopics("topic 2"));

        assertThat(RunningServer.ids(server.page(READER, 20, stamp)))
                .as("replay")
                .isEqualTo(page.stream().filter(id -> topic(id) != 2).toList());
        assertThat(RunningServer.ids(server.page(READER, 20, clock.millis() - 1)))
                .as("history")
                .isSubsetOf(page)
                .noneMatch(id -> topic(id) == 2);
        state(reader());
        assertThat(RunningServer.ids(server.page(READER, 20, stamp)))
                .as("it comes back")
                .isEqualTo(page);
        assertThat(newer).isNotEmpty();
    }

    @Test
    void whoWantsNoPersonalPagesGetsThoseOfAStrangerWithoutRepeats() throws IOException {
        List<Integer> read = List.of(1, 21, 41, 61, 81);
        var unused = server.report(READER, EventType.EVENT_TYPE_VIEW, read);
        RecommendResponse personal = ask();
        assertThat(rungs(personal)).contains(Rung.RUNG_PERSONAL);

        state(reader().addFollowedTopics("topic 16").addBlockedTopics("topic 2").setPersonalised(false));

        RecommendResponse page = ask();
        assertThat(ids(page))
                .hasSize(10)
                .doesNotContainAnyElementsOf(read)
                .doesNotContainAnyElementsOf(ids(personal))
                .noneMatch(id -> topic(id) == 2);
        assertThat(rungs(page)).doesNotContain(Rung.RUNG_PERSONAL);
        assertThat(count(ids(page), id -> topic(id) == 16)).isLessThan(3);
        assertThat(page(10)).doesNotContainAnyElementsOf(ids(page));

        var on = server.readers()
                .updateReader(UpdateReaderRequest.newBuilder()
                        .setReader(reader().setPersonalised(true))
                        .setUpdateMask(FieldMask.newBuilder().addPaths("personalised"))
                        .build());
        assertThat(on.getReader().getFollowedTopicsList()).containsExactly("topic 16");
        RecommendResponse again = ask();
        assertThat(rungs(again)).contains(Rung.RUNG_PERSONAL);
        assertThat(count(ids(again), id -> topic(id) == 16)).isGreaterThan(3);
    }

    @Test
    void whatWasDoneWhilePagesWereNotPersonalHasNoSayLaterAndStaysAway() throws IOException {
        state(reader().setPersonalised(false));
        List<Integer> read = List.of(1, 21, 41, 61, 81);
        var unused = server.report(READER, EventType.EVENT_TYPE_VIEW, read);
        clock.move(Duration.ofMinutes(1));
        state(reader().setPersonalised(true));

        RecommendResponse page = ask();

        assertThat(rungs(page)).doesNotContain(Rung.RUNG_PERSONAL);
        assertThat(ids(page)).doesNotContainAnyElementsOf(read);
        assertThat(server.report(READER, EventType.EVENT_TYPE_VIEW, List.of(101, 121))
                        .getAcceptedCount())
                .isEqualTo(2);
        assertThat(rungs(ask())).as("what is done from then on has").contains(Rung.RUNG_PERSONAL);
    }

    @Test
    void aPageThatIsNotPersonalIsThatOfNobodyButForWhatMustNotBeOnIt() {
        List<Integer> read = List.of(1, 21, 41, 61, 81);
        var unused = server.report(READER, EventType.EVENT_TYPE_VIEW, read);
        RecommendResponse served = ask();
        state(reader().addBlockedTopics("topic 2").setPersonalised(false));
        Set<Integer> away = new TreeSet<>(read);
        away.addAll(ids(served));
        IntStream.rangeClosed(1, ARTICLES).filter(id -> topic(id) == 2).forEach(away::add);
        PageFilter without = PageFilter.newBuilder()
                .addAllExcludedArticleIds(RunningServer.texts(away))
                .build();

        RecommendRequest look = RecommendRequest.newBuilder()
                .setPageSize(30)
                .setValidateOnly(true)
                .build();
        RecommendResponse page = server.pages()
                .recommend(
                        look.toBuilder().setReaderId(Integer.toString(READER)).build());
        RecommendResponse nobodys =
                server.pages().recommend(look.toBuilder().setFilter(without).build());

        assertThat(ids(page)).hasSize(30).doesNotContainAnyElementsOf(away);
        assertThat(ids(page)).containsExactlyInAnyOrderElementsOf(ids(nobodys));
    }

    @Test
    void whatIsRelatedIsOfNoBlockedTopicOrAuthorAndInLanguagesThatTheReaderReads() {
        List<Integer> before = related();
        int author = author(before.stream()
                .filter(id -> topic(id) != 2 && language(id).equals("pt"))
                .findFirst()
                .orElseThrow());
        assertThat(before)
                .anyMatch(id -> topic(id) == 2)
                .anyMatch(id -> !Set.of("pt", "pt-BR", "").contains(language(id)));

        state(reader().addBlockedTopics("topic 2")
                .addBlockedAuthors("author " + author)
                .addLanguageCodes("pt"));

        assertThat(related())
                .isNotEmpty()
                .noneMatch(id -> topic(id) == 2)
                .noneMatch(id -> author(id) == author)
                .allMatch(id -> Set.of("pt", "pt-BR", "").contains(language(id)));
    }

    private List<Integer> related() {
        return server
                .pages()
                .relatedArticles(RelatedArticlesRequest.newBuilder()
                        .setArticleId("41")
                        .setReaderId(Integer.toString(READER))
                        .setPageSize(100)
                        .build())
                .getResultsList()
                .stream()
                .map(result -> Integer.valueOf(result.getArticleId()))
                .toList();
    }

    private RecommendResponse ask() {
        clock.move(Duration.ofSeconds(1));
        return server.pages()
                .recommend(RecommendRequest.newBuilder()
                        .setReaderId(Integer.toString(READER))
                        .build());
    }

    private static Set<Rung> rungs(RecommendResponse page) throws IOException {
        SignedExposure signed = SignedExposure.parseFrom(Base64.getUrlDecoder().decode(page.getExposureToken()));
        return Exposure.parseFrom(signed.getExposure()).getSlotsList().stream()
                .map(Exposure.Slot::getRung)
                .collect(Collectors.toSet());
    }
}
