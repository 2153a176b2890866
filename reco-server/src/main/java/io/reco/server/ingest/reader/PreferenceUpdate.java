package io.reco.server.ingest.reader;

import java.util.List;
import java.util.Set;

import io.reco.server.domain.reader.Preferences;

/**
 * What a reader wants to state from now on.
 *
 * @param reader the reader's id
 * @param wanted of the fields below what is to be stated; of {@link Preferences#learnedSinceMs} only whether it is {@link
 *     Preferences#NEVER}
 * @param fields what is to be written; all else stays as it is
 */
public record PreferenceUpdate(String reader, Preferences wanted, Set<PreferenceField> fields) {

    public PreferenceUpdate {
        fields = Set.copyOf(fields);
    }

    /** What they state then, each name once. */
    Preferences after(Preferences before, long nowMs) {
        Preferences lists = new Preferences(
                names(PreferenceField.FOLLOWED_TOPICS, wanted.followedTopics(), before.followedTopics()),
                names(PreferenceField.BLOCKED_TOPICS, wanted.blockedTopics(), before.blockedTopics()),
                names(PreferenceField.FOLLOWED_AUTHORS, wanted.followedAuthors(), before.followedAuthors()),
                names(PreferenceField.BLOCKED_AUTHORS, wanted.blockedAuthors(), before.blockedAuthors()),
                names(PreferenceField.LANGUAGE_CODES, wanted.languageCodes(), before.languageCodes()),
                before.learnedSinceMs());
        return fields.contains(PreferenceField.PERSONALISED) ? lists.personalised(wanted.personalised(), nowMs) : lists;
    }

    private List<String> names(PreferenceField field, List<String> names, List<String> before) {
        return fields.contains(field) ? names.stream().distinct().toList() : before;
    }
}
