package io.reco.server.evaluate;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

import io.reco.server.domain.Article;

/** Reads articles from a CSV file as {@code import} takes it, possibly gzipped. */
final class ArticleFile {

    private ArticleFile() {}

    /** @throws IllegalArgumentException naming the line that cannot be read */
    static List<Article> read(Path file) throws IOException {
        List<Article> articles = new ArrayList<>();
        try (CSVParser rows = Interactions.open(file)) {
            for (CSVRecord row : rows) {
                try {
                    articles.add(article(row));
                } catch (RuntimeException e) {
                    throw new IllegalArgumentException(
                            file + " line " + rows.getCurrentLineNumber() + ": " + e.getMessage(), e);
                }
            }
        }
        return articles;
    }

    private static Article article(CSVRecord row) {
        String topics = text(row, "topics");
        String publish = text(row, "publish_time");
        String expiry = text(row, "expiry_time");
        return new Article(
                Integer.parseInt(row.get("article_id")),
                text(row, "title"),
                text(row, "summary"),
                text(row, "url"),
                text(row, "author"),
                topics.isEmpty() ? List.of() : List.of(topics.split("\\|")),
                text(row, "language"),
                publish.isEmpty() ? Article.UNSET : Interactions.timeMs(publish),
                expiry.isEmpty() ? Article.NEVER : Interactions.timeMs(expiry),
                false);
    }

    private static String text(CSVRecord row, String column) {
        return row.isMapped(column) && row.isSet(column) ? row.get(column) : "";
    }
}
