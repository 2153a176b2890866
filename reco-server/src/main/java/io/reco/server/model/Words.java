package io.reco.server.model;

import java.text.BreakIterator;
import java.util.Locale;
import java.util.function.Consumer;

import io.reco.server.domain.Article;

/** The words of an article's title and summary, lower-cased, by the rules of its language for where words end. */
final class Words {

    private static final int LENGTH_MIN = 3;

    private Words() {}

    static void of(Article article, Consumer<String> word) {
        if (article.title().isEmpty() && article.summary().isEmpty()) {
            return;
        }
        Locale language = Locale.forLanguageTag(article.language());
        BreakIterator breaks = BreakIterator.getWordInstance(language);
        split(article.title(), breaks, language, word);
        split(article.summary(), breaks, language, word);
    }

    private static void split(String text, BreakIterator breaks, Locale language, Consumer<String> word) {
        breaks.setText(text);
        int begin = breaks.first();
        for (int end = breaks.next(); end != BreakIterator.DONE; end = breaks.next()) {
            if (end - begin >= LENGTH_MIN && Character.isLetterOrDigit(text.codePointAt(begin))) {
                word.accept(text.substring(begin, end).toLowerCase(language));
            }
            begin = end;
        }
    }
}
