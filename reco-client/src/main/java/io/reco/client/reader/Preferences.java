package io.reco.client.reader;

import java.util.List;
import java.util.Objects;

/**
 * What a reader stated; all of it counts before the first click, and from the very next page on. Topics and authors are
 * compared without case. The server checks the limits, and names every field beyond one.
 *
 * @param reader who: 1..128 visible ASCII characters, but not {@code "0"}
 * @param followedTopics wants more of these; at most 200 of 1..100 characters
 * @param blockedTopics wants none of these; at most 200
 * @param followedAuthors wants more by these; at most 200 of 1..200 characters
 * @param blockedAuthors wants nothing by these; at most 200
 * @param languageCodes reads these languages, BCP 47: {@code pt} means {@code pt-BR}, too; empty for any; at most 50.
 *     Articles of an unknown language count as read
 * @param personalised whether pages are made for this reader. False: pages as for nobody, apart from no repeats and what is
 *     blocked; and what this reader does is not learned from
 */
public record Preferences(
        String reader,
        List<String> followedTopics,
        List<String> blockedTopics,
        List<String> followedAuthors,
        List<String> blockedAuthors,
        List<String> languageCodes,
        boolean personalised) {
    public Preferences {
        Objects.requireNonNull(reader, "reader");
        followedTopics = List.copyOf(followedTopics);
        blockedTopics = List.copyOf(blockedTopics);
        followedAuthors = List.copyOf(followedAuthors);
        blockedAuthors = List.copyOf(blockedAuthors);
        languageCodes = List.copyOf(languageCodes);
    }

    /** A part of what a reader states that can be written alone. */
    public enum Field {
        FOLLOWED_TOPICS,
        BLOCKED_TOPICS,
        FOLLOWED_AUTHORS,
        BLOCKED_AUTHORS,
        LANGUAGE_CODES,
        PERSONALISED
    }

    /** Of a reader who stated nothing so far: personalised, and nothing else. */
    public static Builder of(String reader) {
        return new Builder(reader);
    }

    /** A builder that starts from these. */
    public Builder toBuilder() {
        return new Builder(reader)
                .followedTopics(followedTopics)
                .blockedTopics(blockedTopics)
                .followedAuthors(followedAuthors)
                .blockedAuthors(blockedAuthors)
                .languageCodes(languageCodes)
                .personalised(personalised);
    }

    /** Collects preferences part by part; {@link Preferences} says what each part is. */
    public static final class Builder {
        private final String reader;
        private List<String> followedTopics = List.of();
        private List<String> blockedTopics = List.of();
        private List<String> followedAuthors = List.of();
        private List<String> blockedAuthors = List.of();
        private List<String> languageCodes = List.of();
        private boolean personalised = true;

        private Builder(String reader) {
            this.reader = reader;
        }

        public Builder followedTopics(String... topics) {
            return followedTopics(List.of(topics));
        }

        public Builder followedTopics(List<String> topics) {
            this.followedTopics = List.copyOf(topics);
            return this;
        }

        public Builder blockedTopics(String... topics) {
            return blockedTopics(List.of(topics));
        }

        public Builder blockedTopics(List<String> topics) {
            this.blockedTopics = List.copyOf(topics);
            return this;
        }

        public Builder followedAuthors(String... authors) {
            return followedAuthors(List.of(authors));
        }

        public Builder followedAuthors(List<String> authors) {
            this.followedAuthors = List.copyOf(authors);
            return this;
        }

        public Builder blockedAuthors(String... authors) {
            return blockedAuthors(List.of(authors));
        }

        public Builder blockedAuthors(List<String> authors) {
            this.blockedAuthors = List.copyOf(authors);
            return this;
        }

        public Builder languageCodes(String... codes) {
            return languageCodes(List.of(codes));
        }

        public Builder languageCodes(List<String> codes) {
            this.languageCodes = List.copyOf(codes);
            return this;
        }

        public Builder personalised(boolean personalised) {
            this.personalised = personalised;
            return this;
        }

        public Preferences build() {
            return new Preferences(
                    reader,
                    followedTopics,
                    blockedTopics,
                    followedAuthors,
                    blockedAuthors,
                    languageCodes,
                    personalised);
        }
    }
}
