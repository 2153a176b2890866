package io.reco.server.recommend.draft;

/** What a feature gives to any article, a candidate or not, without a sum having been made before. */
@FunctionalInterface
public interface ArticleScores {

    /** What it gives to the article of an ordinal; at least 0. */
    float of(int article);
}
