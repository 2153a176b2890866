package io.reco.server.ingest.reader;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What of a reader's statements may be written alone. */
public enum PreferenceField {
    FOLLOWED_TOPICS,
    BLOCKED_TOPICS,
    FOLLOWED_AUTHORS,
    BLOCKED_AUTHORS,
    LANGUAGE_CODES,
    PERSONALISED;

    private static final Set<PreferenceField> ALL = Collections.unmodifiableSet(EnumSet.allOf(PreferenceField.class));

    /** All of them, in the order of the contract. */
    public static Set<PreferenceField> all() {
        return ALL;
    }

    /** The field with a path, such as {@code followed_topics}. */
    public static Optional<PreferenceField> of(String path) {
        return Arrays.stream(values())
                .filter(field -> field.path().equals(path))
                .findFirst();
    }

    public String path() {
        return name().toLowerCase(Locale.ROOT);
    }
}
