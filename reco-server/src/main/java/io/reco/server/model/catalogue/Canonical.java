package io.reco.server.model.catalogue;

import java.text.Normalizer;
import java.util.Locale;

/**
 * One spelling for what means the same: Unicode's compatibility composition (NFKC) and no difference of case, whatever the
 * machine's language. For the models alone: what is stored and answered stays as it was sent.
 */
public final class Canonical {

    private Canonical() {}

    /** Of a topic's or an author's name. */
    public static String name(String name) {
        return text(text(name).toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT))
                .strip();
    }

    /** Of a text, whose case its analyzer folds. */
    public static String text(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFKC);
    }

    /** The language of a tag such as {@code en-US} or {@code en_US}; empty when it names none. */
    public static String language(String tag) {
        return Locale.forLanguageTag(tag.strip().replace('_', '-')).getLanguage();
    }
}
