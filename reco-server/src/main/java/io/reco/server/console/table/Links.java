package io.reco.server.console.table;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Where things are shown. All pages are in one folder, so these hold behind any proxy's path. */
public final class Links {

    private Links() {}

    /** An article's page, by its id. */
    public static Cell article(String id) {
        return new Cell.Link(id, articleAddress(id));
    }

    /** The same under its title, where it has one. */
    public static Cell article(String id, String title) {
        return new Cell.Link(title.isEmpty() ? id : title, articleAddress(id));
    }

    /** A reader's page. */
    public static Cell reader(String id) {
        return new Cell.Link(id, readerAddress(id));
    }

    /** Where an article's page is. */
    public static String articleAddress(String id) {
        return "article?id=" + encoded(id);
    }

    /** Where a reader's page is. */
    public static String readerAddress(String id) {
        return "reader?id=" + encoded(id);
    }

    /** A text as a part of an address. */
    public static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
