package io.reco.server.model.catalogue;

/**
 * Every article that the catalogue ever held, under a dense ordinal.
 *
 * <p>Ordinals never change. An id that is used again long after its article was deleted names another article, with an ordinal
 * of its own: what was learned of the first stays with the first, which is served no more.
 */
public interface Articles {

    /** No such article, topic or author. */
    int NONE = -1;

    /** The ordinal of the article whose id has this key, or {@link #NONE}. */
    int ordinal(long key);

    /**
     * The ordinal of the article that had the id of this key at a moment, or {@link #NONE}: of what readers did or were shown
     * then.
     *
     * @param timeMs milliseconds since 1970 UTC; compared to the second, to which actions are kept
     */
    int ordinal(long key, long timeMs);

    /** Since when the id is this article's, milliseconds since 1970 UTC; {@link Long#MIN_VALUE} when no other had it before. */
    long sinceMs(int ordinal);

    /**
     * A number that grows whenever an article comes, or comes back, or is to be published or to expire at another time: then
     * there may be one to recommend that was not there before.
     */
    int appearances();

    /** How many ordinals there are. */
    int size();

    /** How many articles the catalogue holds. */
    int listed();

    /** The key of an article's id, see {@link io.reco.server.domain.IdKeys}. */
    long key(int ordinal);

    /** The id of an article. */
    String id(int ordinal);

    /** Whether the id of every article is a number, as in a catalogue of the original contract. */
    boolean onlyNumbers();

    /** Whether the catalogue holds the article, hidden or not. */
    boolean isListed(int ordinal);

    /** Whether the article may be recommended at this moment. */
    boolean servable(int ordinal, long nowMs);

    /** Whether the article may be recommended from its publication on: in the catalogue, not hidden, not expired. */
    boolean offered(int ordinal, long nowMs);

    /** Milliseconds since 1970 UTC; of a listed article only. */
    long publishMs(int ordinal);

    /** The publisher's topics, the main one first; never change the array. */
    int[] topics(int ordinal);

    /** The main topic, or {@link #NONE}. */
    int topic(int ordinal);

    /** The author, or {@link #NONE}. */
    int author(int ordinal);

    /** The topic of a name, in whatever case and form, or {@link #NONE} when no article ever had it. */
    int topicNamed(String name);

    /** The author of a name, in whatever case and form, or {@link #NONE} when no article ever had one. */
    int authorNamed(String name);

    /** The language, or {@link #NONE} when it is not known. */
    int language(int ordinal);

    /** The language of a tag such as {@code pt-BR} or {@code pt_br}, or {@link #NONE} when no article ever had it. */
    int languageNamed(String tag);

    /** The closest language that the one of this tag is a kind of, or {@link #NONE} when no article ever had such a one. */
    int languageWiderThan(String tag);

    /** The language that one is a kind of, such as {@code pt} of {@code pt-BR}, or {@link #NONE}. */
    int widerLanguage(int language);

    /** The name of a topic, as the first article that had it was sent. */
    String topicName(int topic);

    /** Articles, in the order in which they got what all of them have, or had: look again. */
    interface ArticleList {

        /** How many there are. */
        int count();

        /** The ordinal of the article at a place, 0 being the first. */
        int article(int place);
    }

    /** The articles with a topic, the main one or another; of a number that is no topic's none. */
    ArticleList ofTopic(int topic);

    /** How many languages the catalogue knows; they are numbered from 0 on. */
    int languages();

    /** The articles in a language, not in a kind of it; with {@link #NONE} those in an unknown one. */
    ArticleList ofLanguage(int language);

    /** The number of an attribute with a value, or {@link #NONE} when no article ever had it. */
    int attributeNamed(String key, String value);

    /** The articles with an attribute of a value; of a number that is none's none. */
    ArticleList ofAttribute(int attribute);

    /** Whether an article has an attribute of a value. */
    boolean hasAttribute(int ordinal, int attribute);

    /** When the article expires, milliseconds since 1970 UTC; of a listed article only. */
    long expireMs(int ordinal);

    /** Whether the article is hidden; of a listed article only. */
    boolean isHidden(int ordinal);

    /** Whether two articles tell the same story: their titles and summaries are the same or nearly so, and not empty. */
    boolean sameStory(int ordinal, int other);

    /** How many places {@link #byPublishTime} has. */
    int ordered();

    /** The article at a place of the order of publication, oldest first; check whether it is servable. */
    int byPublishTime(int place);

    /** How many articles may be recommended at this moment; looks at every one. */
    int servableCount(long nowMs);
}
