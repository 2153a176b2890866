package io.reco.server.domain;

import io.reco.server.domain.reader.Preferences;

/** Something accepted for good: what the log holds, in order. */
public sealed interface Fact
        permits Event,
                Fact.ArticleUpserted,
                Fact.ArticleDeleted,
                Fact.ReaderUpdated,
                Fact.ReaderErased,
                Fact.ReadersMerged {

    /**
     * The catalogue holds this article from now on, in place of what it held under the id.
     *
     * @param createMs when the article entered the catalogue, milliseconds since 1970 UTC; its later upserts have the same
     * @param successor whether another article had the id before: what readers did before {@code createMs} was with that one
     */
    record ArticleUpserted(Article article, long createMs, boolean successor) implements Fact {

        /** The first article of its id, which entered the catalogue when it was published. */
        public ArticleUpserted(Article article) {
            this(article, article.publishMs(), false);
        }
    }

    /** The catalogue does not hold this article any more. */
    record ArticleDeleted(String article) implements Fact {}

    /** The reader states this from now on, in place of what they stated before. */
    record ReaderUpdated(String reader, Preferences preferences) implements Fact {}

    /**
     * A reader was erased: nobody knows any more what stands of them before this.
     *
     * @param reader the key of the reader's id, see {@link IdKeys#ofReader}: the id itself must be gone with what stands before
     */
    record ReaderErased(long reader) implements Fact {}

    /** What one reader did and was served is another's from now on; who has the first one's id afterwards begins anew. */
    record ReadersMerged(String from, String into) implements Fact {}
}
