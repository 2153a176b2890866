package io.reco.server.store.article;

import org.jspecify.annotations.Nullable;

import io.reco.server.domain.Fact;

/** A change to one article, decided when its turn in the log has come: nothing comes between what it sees and what it says. */
public interface ArticleChange {

    /** The article's id. */
    String article();

    /**
     * Says what is to be appended. Runs on the thread that writes the log, so it must be quick and must not fail. A store
     * shared by several servers may ask again, on a newer record, when another server was first: the last answer counts.
     *
     * @param record what is kept under the id; null when no article ever had it
     * @param nowMs the moment of acceptance, milliseconds since 1970 UTC
     * @return a fact about this article, or null to change nothing
     */
    @Nullable
    Fact decide(@Nullable ArticleRecord record, long nowMs);
}
