package io.reco.server.recommend.draft;

import java.util.Arrays;

import io.reco.server.model.Articles;
import io.reco.server.model.Models;
import io.reco.server.recommend.Ask;

/** A page in the making. Reused; one thread at a time, and only while it reads the models. */
public final class Draft {

    private final Models models;
    private final Taste taste = new Taste();
    private final Scores neighbours = new Scores();
    private final Scores topics = new Scores();
    private final Scores trending = new Scores();
    private final Scores candidates = new Scores();
    private Ask ask;

    /** Per ordinal the draft's number, shifted, and the marks; marks of older drafts are void. */
    private int[] marks = new int[1024];

    private int number;

    public static final int VIEWED = 1;
    public static final int SERVED = 2;
    public static final int REJECTED = 4;
    public static final int PICKED = 8;
    private static final int MARK_BITS = 4;
    private static final int MARK_MASK = (1 << MARK_BITS) - 1;

    /** A draft for nobody yet. */
    public Draft(Models models, Ask ask) {
        this.models = models;
        this.ask = ask;
    }

    /** Starts a page, forgetting the one before. */
    public void begin(Ask forAsk) {
        ask = forAsk;
        neighbours.clear();
        topics.clear();
        trending.clear();
        candidates.clear();
        if (++number == 1 << (31 - MARK_BITS)) {
            Arrays.fill(marks, 0);
            number = 1;
        }
        if (marks.length < articles().size()) {
            marks = new int[articles().size() + (articles().size() >> 2)];
        }
        taste.read(ask.state(), articles(), models.settings());
    }

    public Ask ask() {
        return ask;
    }

    public Models models() {
        return models;
    }

    public Articles articles() {
        return models.articles();
    }

    public Taste taste() {
        return taste;
    }

    /** What readers of the same articles engage with. */
    public Scores neighbours() {
        return neighbours;
    }

    /** How much of the reader's taste is of an article's topics. */
    public Scores topics() {
        return topics;
    }

    /** What many engage with now. */
    public Scores trending() {
        return trending;
    }

    /** Every candidate has an entry; the sum is its rank's score once it was ranked. */
    public Scores candidates() {
        return candidates;
    }

    /** Marks an article; marks add up. */
    public void mark(int article, int mark) {
        marks[article] = marks(article) | mark | number << MARK_BITS;
    }

    /** The marks of an article; 0 when it has none. */
    public int marks(int article) {
        int entry = marks[article];
        return entry >>> MARK_BITS == number ? entry & MARK_MASK : 0;
    }

    /** Whether the article may be shown as something new. */
    public boolean open(int article) {
        return marks(article) == 0 && articles().servable(article, ask.nowMs());
    }
}
