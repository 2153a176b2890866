package io.reco.server.recommend.draft;

import java.util.Arrays;

import io.reco.server.domain.page.ModelId;
import io.reco.server.domain.page.Shares;
import io.reco.server.domain.page.Source;
import io.reco.server.model.View;

/**
 * What ranking left over of a page: the candidates that are not on it, in their order, and the new articles that chance chose
 * from. Enough to fill the next pages, each of which checks anew what may be on it. Immutable, and may be kept: an ordinal is an
 * article's for ever.
 */
public final class Surplus {

    /** Of a reader's own ranking so many are kept: a few pages. What trends is kept to its end, as a page may need all of it. */
    private static final int RANKED_MAX = 100;

    /** The share of all that is ranked for nobody in particular. */
    private static final Shares TRENDING = Shares.of(Source.TRENDING);

    private final int[] articles;
    /** By place, what spoke for an article, packed; empty where all of it trends. */
    private final int[] shares;

    private final boolean personal;
    private final boolean needsTaste;
    private final int[] newcomers;
    private final float[] suits;
    private final ModelId modelId;
    private final int appearances;
    private final long madeMs;

    private Surplus(Draft draft, int[] newcomers, float[] suits) {
        Ranking ranking = draft.ranking();
        this.personal = ranking.personal();
        this.needsTaste = draft.taste().averse() || draft.following() != null;
        int[] left = new int[personal ? Math.min(RANKED_MAX, ranking.count()) : ranking.count()];
        int[] why = new int[personal ? left.length : 0];
        int count = 0;
        for (int place = 0; place < ranking.count() && count < left.length; place++) {
            // On a page for nobody a later one may have it again.
            if (!personal || !draft.slots().holds(ranking.article(place))) {
                if (personal) {
                    why[count] = ranking.shares(place).packed();
                }
                left[count++] = ranking.article(place);
            }
        }
        this.articles = count == left.length ? left : Arrays.copyOf(left, count);
        this.shares = why;
        this.newcomers = newcomers;
        this.suits = suits;
        this.modelId = draft.models().modelId();
        this.appearances = draft.articles().appearances();
        this.madeMs = draft.nowMs();
    }

    /**
     * What is left of a draft whose page is made.
     *
     * @param newcomers ordinals of those that had a chance
     * @param suits how well each suits the reader, in (0, 1]; 0 for one that does not
     */
    public static Surplus of(Draft draft, int[] newcomers, float[] suits) {
        return new Surplus(draft, newcomers, suits);
    }

    /**
     * Whether the models would rank much the same: nothing that was learned in the background was replaced, and no article came
     * that may belong on the page.
     */
    public boolean holds(View models) {
        return modelId.equals(models.modelId())
                && appearances == models.articles().appearances();
    }

    /** Whether it is no older than this. */
    public boolean madeWithin(long ageMs, long nowMs) {
        return nowMs >= madeMs && nowMs - madeMs < ageMs;
    }

    /** What the page was ranked with. */
    public ModelId modelId() {
        return modelId;
    }

    /** About how much memory it takes, in bytes. */
    public int bytes() {
        return 128 + Integer.BYTES * (articles.length + shares.length + newcomers.length + suits.length);
    }

    /** Whether the order is that of one reader's taste. Then nothing is in it that this reader has seen or been served. */
    public boolean personal() {
        return personal;
    }

    /** Whether filling a page needs to know the reader's taste: they rejected something, or follow something. */
    boolean needsTaste() {
        return needsTaste;
    }

    /** How many candidates are left. */
    int count() {
        return articles.length;
    }

    /** The ordinal of the candidate at a place, 0 being the best. */
    int article(int place) {
        return articles[place];
    }

    Shares shares(int place) {
        return personal ? new Shares(shares[place]) : TRENDING;
    }

    /** How many new articles had a chance. */
    public int newcomers() {
        return newcomers.length;
    }

    /** The ordinal of a new article, 0 being the first. */
    public int newcomer(int place) {
        return newcomers[place];
    }

    /** How well it suits the reader, up to 1; 0 when it does not. */
    float suit(int place) {
        return suits[place];
    }
}
