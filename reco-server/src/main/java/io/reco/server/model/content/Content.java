package io.reco.server.model.content;

/**
 * What articles are about: topics, author and words as terms, weighted by how rare they are (binary tf, and a power of idf), and
 * for each term the articles that are still fresh: with too few readers for anything but their content to speak for them.
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

    /** What the sum of an article's weights is to be multiplied by: 1 over the length of the vector of its terms' idf. */
    float scale(int article);

    /** The same of an article that had these terms. */
    float scale(int[] terms);

    /** How much a term says: idf^1.6, with idf = ln(articles / articles with it). */
    float weight(int term);

    /** Fresh articles with a term, the newest last; only the first {@link #freshCount} entries count. */
    int[] fresh(int term);

    int freshCount(int term);
}
