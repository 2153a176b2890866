package io.reco.server.model.openings;

/**
 * How articles that are shown are opened: by article, by the slot they are shown in, and by how often the same reader was shown
 * them before.
 *
 * <p>Position-based model: an article is opened when its slot is examined, which depends on the slot alone, and when it
 * attracts, which depends on the article alone. Rates are per examination, so an article does not lose by having been shown far
 * down. Source: N. Craswell, O. Zoeter, M. Taylor and B. Ramsey, "An experimental comparison of click position-bias models",
 * WSDM 2008.
 */
public interface Openings {

    /** How often an article, by ordinal, was shown in one of a page's first 31 slots. */
    int shown(int article);

    /** The open rate of all articles, in (0, 1). */
    float rate();

    /** What is to be expected of an article's open rate: the mean of its posterior, whose prior is the rate of all. */
    float mean(int article);

    /** What may be hoped for of an article's open rate: the mean of its posterior and its standard deviation. */
    float hope(int article);

    /** The same of an article that was never shown. */
    float hope();

    /** How probable it is that the slot, from 0 on, is examined, compared with the first one; in (0, 1]. From 30 on all alike. */
    float examination(int slot);

    /**
     * How much of its open rate an article has left with a reader who was shown it before: what was opened on a second, third or
     * later showing, of what articles and slots let expect; in (0, 1], and 1 for none.
     *
     * @param showings how often it was shown to the reader before
     */
    float again(int showings);
}
