package io.reco.server.csv;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import io.reco.server.csv.CsvFile.Columns;
import io.reco.server.domain.Article;

/** Articles, a row each; topics, and attributes as {@code key=value}, are separated by {@code |}. */
public final class ArticleCsv {

    public static final Columns COLUMNS = new Columns(
            List.of("article_id"),
            List.of(
                    "title",
                    "summary",
                    "url",
                    "author",
                    "topics",
                    "language_code",
                    "publish_time",
                    "expire_time",
                    "hidden",
                    "attributes"),
            Map.of("language", "language_code", "expiry_time", "expire_time"));

    private static final Pattern BAR = Pattern.compile("\\|");

    private ArticleCsv() {}

    /** Which article the row is about. */
    public static String id(CsvRow row) throws BadRow {
        return row.id("article_id");
    }

    /** The row's article. What the file has no column for, and what is empty, is as in {@link Article#bare}. */
    public static Article article(CsvRow row) throws BadRow {
        return new Article(
                id(row),
                row.text("title"),
                row.text("summary"),
                row.text("url"),
                row.text("author"),
                parts(row.text("topics")),
                row.text("language_code"),
                row.time("publish_time").orElse(Article.UNSET),
                row.time("expire_time").orElse(Article.NEVER),
                row.flag("hidden"),
                attributes(row.text("attributes")));
    }

    private static Map<String, String> attributes(String text) throws BadRow {
        Map<String, String> attributes = new HashMap<>();
        for (String part : parts(text)) {
            int equals = part.indexOf('=');
            String key = part.substring(0, Math.max(0, equals)).strip();
            if (key.isEmpty() || attributes.put(key, part.substring(equals + 1).strip()) != null) {
                throw new BadRow("attributes", part, "key=value, each key once, separated by |");
            }
        }
        return attributes;
    }

    private static List<String> parts(String text) {
        return Arrays.stream(BAR.split(text))
                .map(String::strip)
                .filter(part -> !part.isEmpty())
                .toList();
    }
}
