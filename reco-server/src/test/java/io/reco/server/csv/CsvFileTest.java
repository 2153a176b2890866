package io.reco.server.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.zip.GZIPOutputStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.reco.server.domain.Article;
import io.reco.server.domain.Event;
import io.reco.server.domain.EventType;

class CsvFileTest {

    @TempDir
    Path folder;

    private final List<String> bad = new ArrayList<>();

    @Test
    void quotesCommasAndLinesInsideAFieldAreItsText() throws Exception {
        List<Article> articles = articles("""
                article_id,title,summary
                1,"He said ""no"", twice","first line
                second line"
                2,plain,
                """);

        assertThat(articles.get(0).title()).isEqualTo("He said \"no\", twice");
        assertThat(articles.get(0).summary()).isEqualTo("first line\nsecond line");
        assertThat(articles.get(1).title()).isEqualTo("plain");
        assertThat(bad).isEmpty();
    }

    @Test
    void allColumnsOfAnArticleArriveInAnyOrder() throws Exception {
        Article article = articles("""
                        expiry_time,language,topics,author,url,summary,title,article_id,hidden,publish_time
                        2026-11-30,pt-BR,sport| world cup ||x,Ana,https://a.example/1,S,T,7,Yes,2026-11-23T08:00:00.5+01:00
                        """).get(0);

        assertThat(article)
                .isEqualTo(new Article(
                        7,
                        "T",
                        "S",
                        "https://a.example/1",
                        "Ana",
                        List.of("sport", "world cup", "x"),
                        "pt-BR",
                        time("2026-11-23T07:00:00.5Z"),
                        time("2026-11-30T00:00:00Z"),
                        true));
    }

    @Test
    void onlyTheIdOfAnArticleIsRequired() throws Exception {
        assertThat(articles("article_id\n5\n\n6")).containsExactly(Article.bare(5), Article.bare(6));
    }

    @Test
    void timesAreIsoOrMillisecondsAndTypesOfAnyCase() throws Exception {
        List<Event> events = events("""
                event_id,reader,article,type,time
                a,1,2,view,1700000000123
                b,1,2,Share,2023-11-14T22:13:20.123Z
                c,1,2,LIKE,2023-11-14T22:13:20.123
                """);

        assertThat(events.stream().map(Event::timeMs)).hasSize(3).containsOnly(time("2023-11-14T22:13:20.123Z"));
        assertThat(events.stream().map(Event::type)).containsExactly(EventType.VIEW, EventType.SHARE, EventType.LIKE);
    }

    @Test
    void anEventWithoutIdGetsOneThatFollowsFromItsColumns() throws Exception {
        List<Event> events = events("""
                event_id,reader,article,type,time
                ,1,2,VIEW,0
                ,1,2,view,1970-01-01T00:00:00Z
                ,1,2,VIEW,1
                ,12,2,VIEW,0
                own,1,2,VIEW,0
                """);
        List<Event> without = events("time,type,article,reader\n0,VIEW,2,1\n");

        List<String> ids = events.stream().map(EventCsv::id).toList();
        assertThat(ids.get(0)).matches("[A-Za-z0-9_-]{22}").isEqualTo(ids.get(1));
        assertThat(ids.subList(1, 5)).doesNotHaveDuplicates().endsWith("own");
        assertThat(EventCsv.id(without.get(0))).isEqualTo(ids.get(0));
    }

    @Test
    void aByteOrderMarkAndWindowsLineEndsAreNoPartOfTheText() throws Exception {
        List<Article> articles = articles("\uFEFFarticle_id,title\r\n1,one\r\n2,two\r\nx,three\r\n");

        assertThat(articles.stream().map(Article::title)).containsExactly("one", "two");
        assertThat(bad).containsExactly("4 article_id: x (expected: 1..2147483647)");
    }

    @Test
    void badRowsAreNamedByTheLineTheyBeginOnAndTheOthersKept() throws Exception {
        List<Event> events = events("""
                event_id,reader,article,type,time
                "two
                lines",1,2,VIEW,0

                e5,0,2,VIEW,0
                e6,1,99999999999,VIEW,0
                e7,1,2,GLANCE,0
                e8,1,2,VIEW,yesterday
                e9,1,2,VIEW,
                e10,1,2,VIEW
                e11,1,2,VIEW,0,more
                e12,1,"2"3,VIEW,0
                e13,1,2,VIEW,0
                """);

        assertThat(events.stream().map(Event::id)).containsExactly("two\nlines", "e13");
        assertThat(bad)
                .containsExactly(
                        "5 reader: 0 (expected: 1..2147483647)",
                        "6 article: 99999999999 (expected: 1..2147483647)",
                        "7 type: GLANCE (expected: one of EXPOSE, VIEW, READ, LIKE, BOOKMARK, COMMENT, SHARE, DISLIKE, HIDE)",
                        "8 time: yesterday (expected: ISO-8601 such as 2026-11-23T08:00:00Z, or milliseconds since 1970 UTC)",
                        "9 time: empty (expected: ISO-8601 such as 2026-11-23T08:00:00Z, or milliseconds since 1970 UTC)",
                        "10 columns: 4 (expected: 5, as in the header)",
                        "11 columns: 6 (expected: 5, as in the header)",
                        "12 quotes: wrong (expected: RFC 4180, a quote inside a quoted field doubled)");
    }

    @Test
    void aQuoteThatNeverEndsIsReportedWhereItBegins() throws Exception {
        assertThat(articles("article_id,title\n1,one\n2,\"two\n3,three\n")).hasSize(1);
        assertThat(bad).containsExactly("3 quotes: wrong (expected: RFC 4180, a quote inside a quoted field doubled)");
    }

    @Test
    void aCompressedFileReadsLikeAPlainOne() throws Exception {
        Path file = folder.resolve("articles.csv.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write("article_id,title\n1,one\n".getBytes(StandardCharsets.UTF_8));
        }

        assertThat(articles(file)).hasSize(1);
    }

    @Test
    void aHeaderThatIsNotTheExpectedOneIsRefused() {
        String expected = " (expected: reader,article,type,time and perhaps event_id)";

        assertThatThrownBy(() -> events("")).hasMessage("header: none" + expected);
        assertThatThrownBy(() -> events("1,2,VIEW,0\n")).hasMessage("header: 1,2,VIEW,0" + expected);
        assertThatThrownBy(() -> events("reader,article,type\n")).hasMessage("header: reader,article,type" + expected);
        assertThatThrownBy(() -> events("reader,article,type,time,reader\n"))
                .hasMessage("header: reader,article,type,time,reader" + expected);
    }

    @Test
    void theContractsNamesOfColumnsAreTakenToo() throws Exception {
        assertThat(articles("article_id,language_code,expire_time\n1,de,2026-11-30\n"))
                .isEqualTo(articles("article_id,language,expiry_time\n1,de,2026-11-30\n"));
        assertThat(events("user_id,article_id,type,event_time\n1,2,VIEW,2026-11-23\n"))
                .isEqualTo(events("reader,article,type,time\n1,2,VIEW,2026-11-23\n"));
        assertThatThrownBy(() -> events("reader,user_id,article,type,time\n"))
                .hasMessageStartingWith("header: reader,user_id,article,type,time (expected: ");
    }

    @Test
    void whereNoRowMayBeBadTheFirstIsNamedWithItsFile() throws Exception {
        Path file = Files.writeString(folder.resolve("events.csv"), "reader,article\n1,2\nx,3\ny,4\n");

        assertThatThrownBy(() -> CsvFile.readAll(file, EventCsv.UNTIMED, EventCsv::event))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(file + ":3: reader: x (expected: 1..2147483647)");
    }

    private List<Article> articles(String text) throws IOException, BadRow {
        return articles(Files.writeString(folder.resolve("articles.csv"), text));
    }

    private List<Article> articles(Path file) throws IOException, BadRow {
        List<Article> articles = new ArrayList<>();
        try (CsvFile csv = CsvFile.open(file, ArticleCsv.COLUMNS, UnaryOperator.identity())) {
            csv.read(row -> articles.add(ArticleCsv.article(row)), (line, reason) -> bad.add(line + " " + reason));
        }
        return articles;
    }

    private List<Event> events(String text) throws IOException, BadRow {
        List<Event> events = new ArrayList<>();
        Path file = Files.writeString(folder.resolve("events.csv"), text);
        try (CsvFile csv = CsvFile.open(file, EventCsv.COLUMNS, UnaryOperator.identity())) {
            csv.read(row -> events.add(EventCsv.event(row)), (line, reason) -> bad.add(line + " " + reason));
        }
        return events;
    }

    private static long time(String iso) {
        return Instant.parse(iso).toEpochMilli();
    }
}
