package io.reco.server.domain;

/** Something accepted for good: what the log holds, in order. */
public sealed interface Fact permits Event, Fact.ArticleUpserted, Fact.ArticleDeleted {

    /** The catalogue holds this article from now on, in place of any earlier one of its id. */
    record ArticleUpserted(Article article) implements Fact {}

    /** The catalogue does not hold this article any more. */
    record ArticleDeleted(int article) implements Fact {}
}
