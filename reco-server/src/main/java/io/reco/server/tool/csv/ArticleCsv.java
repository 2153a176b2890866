package io.reco.server.tool.csv;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Pattern;

import com.google.protobuf.Timestamp;

import io.reco.api.v1.Article;
import io.reco.server.tool.csv.CsvFile.Columns;

/** Articles, a row each; topics are separated by {@code |}. */
public final class ArticleCsv {

    public static final Columns COLUMNS = new Columns(
            List.of("article_id"),
            List.of("title", "summary", "url", "author", "topics", "language", "publish_time", "expiry_time"));

    private static final Pattern BAR = Pattern.compile("\\|");

    private ArticleCsv() {}

    public static Article article(CsvRow row) throws BadRow {
        Article.Builder article = Article.newBuilder()
                .setArticleId(row.id("article_id"))
                .setTitle(row.text("title"))
                .setSummary(row.text("summary"))
                .setUrl(row.text("url"))
                .setAuthor(row.text("author"))
                .setLanguage(row.text("language"));
        Arrays.stream(BAR.split(row.text("topics")))
                .map(String::strip)
                .filter(topic -> !topic.isEmpty())
                .forEach(article::addTopics);
        OptionalLong publishMs = row.time("publish_time");
        if (publishMs.isPresent()) {
            article.setPublishTime(timestamp(publishMs.getAsLong()));
        }
        OptionalLong expiryMs = row.time("expiry_time");
        if (expiryMs.isPresent()) {
            article.setExpiryTime(timestamp(expiryMs.getAsLong()));
        }
        return article.build();
    }

    /** An article of which nothing is known but that it was there at some time (milliseconds since 1970 UTC). */
    public static Article bare(int id, long seenMs) {
        return Article.newBuilder()
                .setArticleId(id)
                .setPublishTime(timestamp(seenMs))
                .build();
    }

    static Timestamp timestamp(long ms) {
        return Timestamp.newBuilder()
                .setSeconds(Math.floorDiv(ms, 1000))
                .setNanos(Math.floorMod(ms, 1000) * 1_000_000)
                .build();
    }
}
