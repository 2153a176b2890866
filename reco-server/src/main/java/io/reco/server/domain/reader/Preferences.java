package io.reco.server.domain.reader;

import java.util.List;

/**
 * What a reader stated. Names are as they were sent, each once; who compares them does so without case.
 *
 * @param followedTopics wants more of these
 * @param blockedTopics wants none of these, whatever else they state
 * @param followedAuthors wants more by these
 * @param blockedAuthors wants nothing by these, whatever else they state
 * @param languageCodes reads these, BCP 47; empty for any
 * @param learnedSinceMs what the reader did before this moment, milliseconds since 1970 UTC, is not learned from: {@link #NEVER}
 *     while no pages are made for this very reader, when that ended last the moment of it, and 0 when it never was so
 */
public record Preferences(
        List<String> followedTopics,
        List<String> blockedTopics,
        List<String> followedAuthors,
        List<String> blockedAuthors,
        List<String> languageCodes,
        long learnedSinceMs) {

    /** After all that anybody does. */
    public static final long NEVER = Long.MAX_VALUE;

    /** Of a reader who stated nothing. */
    public static final Preferences NONE = new Preferences(List.of(), List.of(), List.of(), List.of(), List.of(), 0);

    public Preferences {
        followedTopics = List.copyOf(followedTopics);
        blockedTopics = List.copyOf(blockedTopics);
        followedAuthors = List.copyOf(followedAuthors);
        blockedAuthors = List.copyOf(blockedAuthors);
        languageCodes = List.copyOf(languageCodes);
    }

    /** Whether pages are made for this very reader. */
    public boolean personalised() {
        return learnedSinceMs != NEVER;
    }

    /** Whether there is anything they want more of. */
    public boolean follows() {
        return !followedTopics.isEmpty() || !followedAuthors.isEmpty();
    }

    /** Whether there is anything that must not be on their pages. */
    public boolean bars() {
        return !blockedTopics.isEmpty() || !blockedAuthors.isEmpty() || !languageCodes.isEmpty();
    }

    /** The same, personalised from this moment on or not; itself when it is so already. */
    public Preferences personalised(boolean wanted, long nowMs) {
        return wanted == personalised() ? this : learnedSince(wanted ? nowMs : NEVER);
    }

    /** The same, learned from since this moment. */
    public Preferences learnedSince(long sinceMs) {
        return new Preferences(followedTopics, blockedTopics, followedAuthors, blockedAuthors, languageCodes, sinceMs);
    }

    /** The same with no moment after this one, where there is one. */
    public Preferences cutTimes(long nowMs) {
        return learnedSinceMs <= nowMs || !personalised() ? this : learnedSince(nowMs);
    }
}
