package io.reco.server.recommend.fill;

import java.util.List;

import it.unimi.dsi.fastutil.ints.Int2IntOpenHashMap;
import it.unimi.dsi.fastutil.ints.IntArrayList;
import it.unimi.dsi.fastutil.ints.IntComparator;
import it.unimi.dsi.fastutil.ints.IntOpenHashSet;

import io.reco.server.domain.Actions;
import io.reco.server.domain.page.Page;
import io.reco.server.model.blend.Feature;
import io.reco.server.model.catalogue.Articles;
import io.reco.server.recommend.draft.Draft;
import io.reco.server.recommend.draft.Ranking;

/**
 * What a reader was served or viewed before, in the order in which it fills a page when nothing else is left. Each showing moves
 * an article behind all others, so pages of a small catalogue go round instead of standing still. Reused; one thread at a time.
 */
final class Repeats {

    private static final Feature[] FEATURES = Feature.values();

    /** Of an article that is on no kept page. */
    private static final int NEVER = Integer.MAX_VALUE;

    private final Draft draft;
    private final Ranking ranking;

    /** By ordinal, on which page an article was shown last; 0 is the one kept last. */
    private final Int2IntOpenHashMap lastPage = new Int2IntOpenHashMap();

    /** Ordinals of what is on the newest pages of this placement. */
    private final IntOpenHashSet newest = new IntOpenHashSet();

    private final IntArrayList shown = new IntArrayList();
    private final IntArrayList viewed = new IntArrayList();
    private final IntOpenHashSet known = new IntOpenHashSet();
    private final IntComparator longestAgoFirst = (a, b) -> Integer.compare(lastPage.get(b), lastPage.get(a));

    Repeats(Draft draft) {
        this.draft = draft;
        this.ranking = draft.ranking();
        lastPage.defaultReturnValue(NEVER);
    }

    /** Looks at the reader's kept pages; before the other two. */
    void begin() {
        lastPage.clear();
        newest.clear();
        shown.clear();
        List<Page> pages = draft.state().pages();
        int left = draft.policy().repetition().pages();
        for (int page = 0; page < pages.size(); page++) {
            boolean isNewest = left > 0
                    && pages.get(page).placement().equals(draft.request().placement());
            left -= isNewest ? 1 : 0;
            for (Page.Slot slot : pages.get(page).slots()) {
                look(draft.articles().ordinal(slot.article()), page, isNewest);
            }
        }
    }

    private void look(int article, int page, boolean isNewest) {
        if (article == Articles.NONE) {
            return;
        }
        if (isNewest) {
            newest.add(article);
        }
        if (lastPage.putIfAbsent(article, page) == NEVER) {
            shown.add(article);
        }
    }

    /**
     * Ordinals of what was served: what is on none of the newest pages first, the highest score first; then what was served
     * longest ago.
     */
    IntArrayList served() {
        shown.sort(this::compare);
        return shown;
    }

    private int compare(int a, int b) {
        boolean back = mayComeBack(a);
        if (back != mayComeBack(b)) {
            return back ? -1 : 1;
        }
        int byScore = back ? Float.compare(score(b), score(a)) : 0;
        return byScore != 0 ? byScore : longestAgoFirst.compare(a, b);
    }

    /** Whether it may come back, but for the age of its page. */
    private boolean mayComeBack(int article) {
        return !newest.contains(article) || (draft.marks(article) & Draft.SERVED) == 0;
    }

    /** What the features give to an article in all, less what it lost by being shown before. */
    private float score(int article) {
        float sum = 0;
        for (Feature feature : FEATURES) {
            float factor = ranking.factor(feature);
            sum += factor == 0 ? 0 : factor * draft.given(feature, article);
        }
        return sum * draft.again(article);
    }

    /** Ordinals of what was acted on: what was served longest ago, or never, first; of one page what was acted on longest ago. */
    IntArrayList viewed() {
        viewed.clear();
        known.clear();
        Actions actions = draft.state().actions();
        for (int place = 0; place < actions.size(); place++) {
            int article = draft.articles().ordinal(actions.article(place));
            if (article != Articles.NONE && known.add(article)) {
                viewed.add(article);
            }
        }
        for (int i = 0, j = viewed.size() - 1; i < j; i++, j--) {
            int newer = viewed.getInt(i);
            viewed.set(i, viewed.getInt(j));
            viewed.set(j, newer);
        }
        viewed.sort(longestAgoFirst); // stable
        return viewed;
    }
}
