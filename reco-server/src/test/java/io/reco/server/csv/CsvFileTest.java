package io.reco.server.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.reco.server.domain.Article;
import io.reco.server.domain.Event;
import io.reco.server.domain.EventType;

class CsvFileTest {

    private static final String TIMES =
            "ISO-8601 such as 2026-11-23T08:00:00Z, or milliseconds since 1970 UTC, from 1990 on";

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
                        expire_time,language_code,topics,author,url,summary,title,article_id,hidden,attributes,publish_time
                        2026-11-30,pt-BR,sport| world cup ||x,Ana,/1,S,T,7,Yes, a = b=c |d=,2026-11-23T08:00:00.5+01:00
                        """).get(0);

        assertThat(article)
                .isEqualTo(new Article(
                        "7",
                        "T",
                        "S",
                        "/1",
                        "Ana",
                        List.of("sport", "world cup", "x"),
                        "pt-BR",
                        time("2026-11-23T07:00:00.5Z"),
                        time("2026-11-30T00:00:00Z"),
                        true,
                        Map.of("a", "b=c", "d", "")));
    }

    @Test
    void attributesAreKeysWithValuesEachKeyOnce() throws Exception {
        assertThat(articles("""
                        article_id,attributes
                        1,a=b|plain
                        2,=b
                        3,a=b|c=d|a=e
                        4,
                        """)).containsExactly(Article.bare("4"));

        assertThat(bad)
                .containsExactly(
                        "2 attributes: plain (expected: key=value, each key once, separated by |)",
                        "3 attributes: =b (expected: key=value, each key once, separated by |)",
                        "4 attributes: a=e (expected: key=value, each key once, separated by |)");
    }

    @Test
    void onlyTheIdOfAnArticleIsRequired() throws Exception {
        assertThat(articles("article_id\n5\n\n6")).containsExactly(Article.bare("5"), Article.bare("6"));
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
    void timesAreTakenAsDatabasesExportThem() throws Exception {
        List<String> written = List.of(
                "2026-11-23 08:00:00",
                "2026-11-23T08:00",
                "2026-11-23 08:00:00.000000",
                "2026-11-23 08:00:00 UTC",
                "2026-11-23T08:00:00+0000",
                "2026-11-23T09:00:00+01",
                "2026-11-23 03:00:00-05:00",
                "2026-11-23 09:30:00 +0130",
                "2026-11-23t08:00:00z",
                "1795420800000");
        StringBuilder rows = new StringBuilder("reader,article,type,time\n");
        written.forEach(time -> rows.append("1,1,VIEW,").append(time).append('\n'));

        assertThat(events(rows.toString()).stream().map(Event::timeMs))
                .hasSameSizeAs(written)
                .containsOnly(time("2026-11-23T08:00:00Z"));
        assertThat(bad).isEmpty();
    }

    @Test
    void timesInTheWrongUnitAreBadRows() throws Exception {
        assertThat(events("""
                reader,article,type,time
                1,1,VIEW,1457963676
                1,1,VIEW,1457963676.25
                1,1,VIEW,1457963676000000
                1,1,VIEW,0
                1,1,VIEW,-5
                1,1,VIEW,631151999999
                1,1,VIEW,1989-12-31T23:59:59Z
                1,1,VIEW,2026-11-23T
                1,1,VIEW,631152000000
                """)).hasSize(1);
        assertThat(bad)
                .containsExactly(
                        "2 time: 1457963676 (expected: " + TIMES + "; seconds?)",
                        "3 time: 1457963676.25 (expected: " + TIMES + "; seconds?)",
                        "4 time: 1457963676000000 (expected: " + TIMES + "; microseconds?)",
                        "5 time: 0 (expected: " + TIMES + ")",
                        "6 time: -5 (expected: " + TIMES + ")",
                        "7 time: 631151999999 (expected: " + TIMES + ")",
                        "8 time: 1989-12-31T23:59:59Z (expected: " + TIMES + ")",
                        "9 time: 2026-11-23T (expected: " + TIMES + ")");
    }

    @Test
    void daysThatNoCalendarHasAreBadRows() throws Exception {
        assertThat(events("""
                reader,article,type,time
                1,1,VIEW,2026-02-30 08:00:00
                1,1,VIEW,2026-02-29
                1,1,VIEW,2026-04-31T08:00:00Z
                1,1,VIEW,2026-11-23T24:30:00Z
                1,1,VIEW,2024-02-29 08:00:00
                """)).hasSize(1);
        assertThat(bad).hasSize(4).allMatch(row -> row.endsWith("(expected: " + TIMES + ")"));
    }

    @Test
    void anIdIsTakenAsItStands() throws Exception {
        String longest = "~".repeat(128);
        assertThat(events("""
                reader,article,type,time
                007,0c1cbbc6-9e41-4a19-a6e4-4bba4f0ffc37,VIEW,2026-11-23
                +7,budget-vote-delayed,VIEW,2026-11-23
                7,!,VIEW,2026-11-23
                8,%s,VIEW,2026-11-23
                \uFF17,1,VIEW,2026-11-23
                9,%s!,VIEW,2026-11-23
                a b,1,VIEW,2026-11-23
                ,1,VIEW,2026-11-23
                """.formatted(longest, longest)))
                .extracting(Event::reader, Event::article)
                .containsExactly(
                        tuple("007", "0c1cbbc6-9e41-4a19-a6e4-4bba4f0ffc37"),
                        tuple("+7", "budget-vote-delayed"),
                        tuple("7", "!"),
                        tuple("8", longest));
        assertThat(bad)
                .containsExactly(
                        "6 reader: \uFF17 (expected: 1..128 visible ASCII characters, not 0)",
                        "7 article: " + "~".repeat(60) + "… (expected: 1..128 visible ASCII characters, not 0)",
                        "8 reader: a b (expected: 1..128 visible ASCII characters, not 0)",
                        "9 reader: empty (expected: 1..128 visible ASCII characters, not 0)");
    }

    @Test
    void bytesThatAreNotUtf8AreABadRow() throws Exception {
        Path file = folder.resolve("articles.csv");
        Files.write(file, "article_id,title\n1,Caf\u00e9\n2,plain\n".getBytes(StandardCharsets.ISO_8859_1));
        Files.write(file, "3,Caf\u00e9 \uFFFD\n".getBytes(StandardCharsets.UTF_8), StandardOpenOption.APPEND);

        assertThat(articles(file).stream().map(Article::title)).containsExactly("plain", "Caf\u00e9 \uFFFD");
        assertThat(bad).containsExactly("2 title: Caf\uFFFD (expected: UTF-8)");
    }

    @Test
    void aRowWithoutEndIsABadRowAndNotTheRestOfTheFile() throws Exception {
        StringBuilder rows = new StringBuilder("article_id,title\n1,\"never closed\n");
        for (int id = 2; id <= 50_000; id++) {
            rows.append(id).append(",some title\n");
        }
        rows.append("50001,").append("x".repeat(600_000)).append("\n50002,last\n");

        List<Article> articles = articles(rows.toString());

        assertThat(articles).hasSizeGreaterThan(30_000);
        assertThat(articles.get(articles.size() - 1).id()).isEqualTo("50002");
        assertThat(bad).hasSize(2);
        assertThat(bad.get(0)).matches("2 row: too long, lines 2 to \\d+ were skipped \\(expected: at most 262144 .*");
        int next = Integer.parseInt(articles.get(0).id());
        assertThat(articles.subList(0, 1_000).stream().map(Article::id))
                .isEqualTo(IntStream.range(next, next + 1_000)
                        .mapToObj(Integer::toString)
                        .toList());
        assertThat(bad.get(0)).contains(" to " + next + " were skipped");
        assertThat(bad.get(1)).startsWith("50002 row: too long (expected: ");
    }

    @Test
    void whatAWrongQuoteSwallowsIsToldByItsLines() throws Exception {
        List<Article> articles = articles("article_id,title\n1,\"open\n2,two\n3,\"three\"\n4,four\n");

        assertThat(articles.stream().map(Article::id)).containsExactly("4");
        assertThat(bad)
                .containsExactly("2 quotes: wrong, lines 2 to 4 were skipped"
                        + " (expected: RFC 4180, a quote inside a quoted field doubled)");
    }

    @Test
    void aCompressedFileThatWasCutIsReadToItsLastWholeRowAndNamed() throws Exception {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(whole)) {
            Random random = new Random(1);
            out.write("article_id,title\n".getBytes(StandardCharsets.UTF_8));
            for (int id = 1; id <= 20_000; id++) {
                out.write((id + "," + random.nextInt() + "\n").getBytes(StandardCharsets.UTF_8));
            }
        }
        Path file = folder.resolve("cut.csv.gz");
        Files.write(file, Arrays.copyOf(whole.toByteArray(), whole.size() / 2));
        List<Article> read = new ArrayList<>();

        assertThatThrownBy(() -> {
                    try (CsvFile csv = CsvFile.open(file, ArticleCsv.COLUMNS)) {
                        csv.read(row -> read.add(ArticleCsv.article(row)), (line, reason) -> bad.add(reason));
                    }
                })
                .isInstanceOf(IOException.class)
                .hasMessageMatching(Pattern.quote(file.toString()) + ":(\\d+): the file ends in its middle")
                .satisfies(e -> assertThat(e.getMessage()).contains(":" + (read.size() + 2) + ":"));
        assertThat(read).hasSizeGreaterThan(5_000);
        assertThat(bad).isEmpty();
    }

    @Test
    void aFileIsUnpackedByItsContentAndInAllItsParts() throws Exception {
        Path file = folder.resolve("articles");
        for (String part : List.of("article_id,title\n1,one\n", "2,two\n")) {
            try (OutputStream out = new GZIPOutputStream(
                    Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND))) {
                out.write(part.getBytes(StandardCharsets.UTF_8));
            }
        }

        assertThat(articles(file).stream().map(Article::id)).containsExactly("1", "2");
    }

    @Test
    void whatCannotBeOpenedIsNamed() throws Exception {
        Path none = folder.resolve("none.csv");
        Path plain = Files.writeString(folder.resolve("plain.csv.gz"), "article_id\n1\n");
        Path empty = Files.writeString(folder.resolve("empty.csv.gz"), "");

        assertThatThrownBy(() -> articles(none)).hasMessage(none + ": not there (expected: a file that can be read)");
        assertThatThrownBy(() -> articles(folder)).hasMessageStartingWith(folder + ": not there ");
        assertThatThrownBy(() -> articles(plain)).hasMessage(plain + ": cannot be read");
        assertThatThrownBy(() -> articles(empty)).hasMessage(empty + ": ends in its middle");
    }

    @Test
    void anEventWithoutIdGetsOneThatFollowsFromItsColumns() throws Exception {
        List<Event> events = events("""
                event_id,reader,article,type,time
                ,1,2,VIEW,700000000000
                ,1,2,view,1992-03-07T20:26:40Z
                ,1,2,VIEW,700000000001
                ,12,2,VIEW,700000000000
                own,1,2,VIEW,700000000000
                """);
        List<Event> without = events("time,type,article,reader\n700000000000,VIEW,2,1\n");

        List<String> ids = events.stream().map(EventCsv::id).toList();
        assertThat(ids.get(0)).matches("[A-Za-z0-9_-]{22}").isEqualTo(ids.get(1));
        assertThat(ids.subList(1, 5)).doesNotHaveDuplicates().endsWith("own");
        assertThat(EventCsv.id(without.get(0))).isEqualTo(ids.get(0));
    }

    @Test
    void aByteOrderMarkAndWindowsLineEndsAreNoPartOfTheText() throws Exception {
        List<Article> articles = articles("\uFEFFarticle_id,title\r\n1,one\r\n2,two\r\n\u00e9,three\r\n");

        assertThat(articles.stream().map(Article::title)).containsExactly("one", "two");
        assertThat(bad).containsExactly("4 article_id: \u00e9 (expected: 1..128 visible ASCII characters, not 0)");
    }

    @Test
    void badRowsAreNamedByTheLineTheyBeginOnAndTheOthersKept() throws Exception {
        List<Event> events = events("""
                event_id,reader,article,type,time
                "two
                lines",1,2,VIEW,700000000000

                e5,0,2,VIEW,700000000000
                e6,1,two words,VIEW,700000000000
                e7,1,2,GLANCE,0
                e8,1,2,VIEW,yesterday
                e9,1,2,VIEW,
                e10,1,2,VIEW
                e11,1,2,VIEW,700000000000,more
                e12,1,"2"3,VIEW,700000000000
                e13,1,2,VIEW,700000000000
                """);

        assertThat(events.stream().map(Event::id)).containsExactly("two\nlines", "e13");
        assertThat(bad)
                .containsExactly(
                        "5 reader: 0 (expected: 1..128 visible ASCII characters, not 0)",
                        "6 article: two words (expected: 1..128 visible ASCII characters, not 0)",
                        "7 type: GLANCE (expected: one of EXPOSE, VIEW, READ, LIKE, BOOKMARK, COMMENT, SHARE, DISLIKE, HIDE)",
                        "8 time: yesterday (expected: ISO-8601 such as 2026-11-23T08:00:00Z, or milliseconds since 1970 UTC, from 1990 on)",
                        "9 time: empty (expected: ISO-8601 such as 2026-11-23T08:00:00Z, or milliseconds since 1970 UTC, from 1990 on)",
                        "10 columns: 4 (expected: 5, as in the header)",
                        "11 columns: 6 (expected: 5, as in the header)",
                        "12 quotes: wrong (expected: RFC 4180, a quote inside a quoted field doubled)");
    }

    @Test
    void aQuoteThatNeverEndsIsReportedWhereItBegins() throws Exception {
        assertThat(articles("article_id,title\n1,one\n2,\"two\n3,three\n")).hasSize(1);
        assertThat(bad)
                .containsExactly("3 quotes: wrong, lines 3 to 4 were skipped"
                        + " (expected: RFC 4180, a quote inside a quoted field doubled)");
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
        String expected = " (expected: reader,article,type,time and perhaps event_id,placement,position,retracted)";

        assertThatThrownBy(() -> events("")).hasMessage("header: none" + expected);
        assertThatThrownBy(() -> events("1,2,VIEW,0\n")).hasMessage("header: 1,2,VIEW,0" + expected);
        assertThatThrownBy(() -> events("reader,article,type\n")).hasMessage("header: reader,article,type" + expected);
        assertThatThrownBy(() -> events("reader,article,type,time,reader\n"))
                .hasMessage("header: reader,article,type,time,reader" + expected);
    }

    @Test
    void anEventMaySayWhereItHappenedAndThatItIsARetraction() throws Exception {
        List<Event> events = events("""
                reader,article,type,time,placement,position,retracted
                1,2,LIKE,2026-11-23,front,3,true
                1,2,LIKE,2026-11-23,,,
                1,2,LIKE,2026-11-23,,-1,
                """);

        Event like = events.get(1);
        assertThat(like).isEqualTo(new Event("", "1", "2", EventType.LIKE, time("2026-11-23T00:00:00Z"), 0));
        assertThat(events.get(0).retracted()).isTrue();
        assertThat(events.get(0).sight()).isEqualTo(new Event.Sight("front", 3, Event.Sight.NO_DWELL));
        assertThat(EventCsv.id(like)).isNotEqualTo(EventCsv.id(like.retraction()));
        assertThat(bad).containsExactly("4 position: -1 (expected: a number from 0 on)");
    }

    @Test
    void theContractsNamesOfColumnsAreTakenToo() throws Exception {
        assertThat(articles("article_id,language_code,expire_time\n1,de,2026-11-30\n"))
                .isEqualTo(articles("article_id,language_code,expire_time\n1,de,2026-11-30\n"));
        assertThat(events("user_id,article_id,type,event_time\n1,2,VIEW,2026-11-23\n"))
                .isEqualTo(events("reader,article,type,time\n1,2,VIEW,2026-11-23\n"));
        assertThatThrownBy(() -> events("reader,user_id,article,type,time\n"))
                .hasMessageStartingWith("header: reader,user_id,article,type,time (expected: ");
    }

    @Test
    void whereNoRowMayBeBadTheFirstIsNamedWithItsFile() throws Exception {
        Path file = Files.writeString(folder.resolve("events.csv"), "reader,article\n1,2\n0,3\n0,4\n");

        assertThatThrownBy(() -> CsvFile.readAll(file, EventCsv.UNTIMED, EventCsv::event))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(file + ":3: reader: 0 (expected: 1..128 visible ASCII characters, not 0)");
    }

    private List<Article> articles(String text) throws IOException, BadRow {
        return articles(Files.writeString(folder.resolve("articles.csv"), text));
    }

    private List<Article> articles(Path file) throws IOException, BadRow {
        List<Article> articles = new ArrayList<>();
        try (CsvFile csv = CsvFile.open(file, ArticleCsv.COLUMNS)) {
            csv.read(row -> articles.add(ArticleCsv.article(row)), (line, reason) -> bad.add(line + " " + reason));
        }
        return articles;
    }

    private List<Event> events(String text) throws IOException, BadRow {
        List<Event> events = new ArrayList<>();
        Path file = Files.writeString(folder.resolve("events.csv"), text);
        try (CsvFile csv = CsvFile.open(file, EventCsv.COLUMNS)) {
            csv.read(row -> events.add(EventCsv.event(row)), (line, reason) -> bad.add(line + " " + reason));
        }
        return events;
    }

    private static long time(String iso) {
        return Instant.parse(iso).toEpochMilli();
    }
}
