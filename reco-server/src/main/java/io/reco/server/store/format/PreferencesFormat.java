package io.reco.server.store.format;

import io.reco.server.domain.reader.Preferences;
import io.reco.server.store.stored.StoredPreferences;

/** What readers stated as stored messages, and back. */
public final class PreferencesFormat {

    private PreferencesFormat() {}

    public static StoredPreferences stored(Preferences preferences) {
        return StoredPreferences.newBuilder()
                .addAllFollowedTopics(preferences.followedTopics())
                .addAllBlockedTopics(preferences.blockedTopics())
                .addAllFollowedAuthors(preferences.followedAuthors())
                .addAllBlockedAuthors(preferences.blockedAuthors())
                .addAllLanguageCodes(preferences.languageCodes())
                .setImpersonal(!preferences.personalised())
                .setLearnedSinceMs(preferences.personalised() ? preferences.learnedSinceMs() : 0)
                .build();
    }

    public static Preferences preferences(StoredPreferences stored) {
        return new Preferences(
                stored.getFollowedTopicsList(),
                stored.getBlockedTopicsList(),
                stored.getFollowedAuthorsList(),
                stored.getBlockedAuthorsList(),
                stored.getLanguageCodesList(),
                stored.getImpersonal() ? Preferences.NEVER : stored.getLearnedSinceMs());
    }
}
