package io.reco.server.ingest.reader;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

import io.reco.server.domain.Ids;
import io.reco.server.domain.reader.Preferences;
import io.reco.server.domain.refusal.Refusal.Violation;
import io.reco.server.ingest.ArticleRules;

/** What statements must be like to be taken. Lengths count Unicode characters (code points). */
final class PreferenceRules {

    static final int NAMES_MAX = 200;
    static final int LANGUAGES_MAX = 50;

    private static final Pattern LANGUAGE = Pattern.compile("[A-Za-z]{2,8}([-_][A-Za-z0-9]{1,8})*");

    private final PreferenceUpdate update;
    private final List<Violation> violations = new ArrayList<>();

    private PreferenceRules(PreferenceUpdate update) {
        this.update = update;
    }

    /** Everything wrong with what is to be written; empty when it is good. */
    static List<Violation> violations(PreferenceUpdate update) {
        PreferenceRules rules = new PreferenceRules(update);
        Preferences wanted = update.wanted();
        Ids.check(path("reader_id"), update.reader(), rules.violations);
        rules.names(PreferenceField.FOLLOWED_TOPICS, wanted.followedTopics(), ArticleRules.TOPIC_MAX);
        rules.names(PreferenceField.BLOCKED_TOPICS, wanted.blockedTopics(), ArticleRules.TOPIC_MAX);
        rules.names(PreferenceField.FOLLOWED_AUTHORS, wanted.followedAuthors(), ArticleRules.AUTHOR_MAX);
        rules.names(PreferenceField.BLOCKED_AUTHORS, wanted.blockedAuthors(), ArticleRules.AUTHOR_MAX);
        rules.languages(wanted.languageCodes());
        return rules.violations;
    }

    private static String path(String field) {
        return "reader." + field;
    }

    private void names(PreferenceField field, List<String> names, int charactersMax) {
        if (!update.fields().contains(field)) {
            return;
        }
        count(field, names.size(), NAMES_MAX);
        for (int i = 0; i < Math.min(names.size(), NAMES_MAX); i++) {
            String name = names.get(i);
            int length = name.codePointCount(0, name.length());
            if (name.isBlank() || length > charactersMax) {
                violations.add(Violation.of(
                        path(field.path()) + "[" + i + "]",
                        length + " characters",
                        "1.." + charactersMax + ", not blank"));
            }
        }
    }

    private void languages(List<String> codes) {
        if (!update.fields().contains(PreferenceField.LANGUAGE_CODES)) {
            return;
        }
        count(PreferenceField.LANGUAGE_CODES, codes.size(), LANGUAGES_MAX);
        for (int i = 0; i < Math.min(codes.size(), LANGUAGES_MAX); i++) {
            String code = codes.get(i);
            if (code.length() > ArticleRules.LANGUAGE_MAX
                    || !LANGUAGE.matcher(code).matches()) {
                violations.add(Violation.of(
                        path(PreferenceField.LANGUAGE_CODES.path()) + "[" + i + "]",
                        code,
                        "a BCP 47 tag of at most " + ArticleRules.LANGUAGE_MAX + " characters, such as pt-BR"));
            }
        }
    }

    private void count(PreferenceField field, int count, int max) {
        if (count > max) {
            violations.add(Violation.of(path(field.path()), count + " items", "at most " + max));
        }
    }
}
