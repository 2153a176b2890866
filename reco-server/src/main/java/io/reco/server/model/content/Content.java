package io.reco.server.model.content;

/**
 * What articles are about: topics, author and words as terms, weighted by how rare they are (TF-IDF with binary tf), and for
 * each term the articles that are still fresh: with too few readers for anything but their content to speak for them.
 */
public interface Content {

    /** From this many readers on an article is not fresh any more. */
    int FRESH_READERS_MAX = 10;

    /** The terms of an article; never change the array. */
    int[] terms(int article);

    /** The term of a topic, by its name in whatever case and form; negative when no article has it. */
    int topicTerm(String topic);

    /** The same of an author. */
    int authorTerm(String author);

    /** What the sum of an article's weights is to be multiplied by for a vector of length 1. */
    float scale(int article);

    /** How much a term says: ln(articles / articles with it). */
    float weight(int term);

    /** Fresh articles with a term, the newest last; only the first {@link #freshCount} entries count. */
    int[] fresh(int term);

    int freshCount(int term);
}
