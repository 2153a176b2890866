package io.reco.server.evaluate.log;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import io.reco.server.csv.ArticleCsv;
import io.reco.server.csv.CsvFile;
import io.reco.server.domain.Article;

/** Reads articles from a CSV file. */
public final class ArticleFile {

    private ArticleFile() {}

    /**
     * All articles of a file, in its order.
     *
     * @throws IllegalArgumentException naming file and line of what cannot be read
     */
    public static List<Article> read(Path file) throws IOException {
        List<Article> articles = new ArrayList<>();
        CsvFile.readAll(file, ArticleCsv.COLUMNS, row -> articles.add(ArticleCsv.article(row)));
        return articles;
    }
}
