package io.reco.server.recommend.draft.stated;

import java.util.List;
import java.util.function.IntPredicate;

import it.unimi.dsi.fastutil.ints.IntArrayList;

import io.reco.server.model.catalogue.Articles;
import io.reco.server.model.catalogue.Articles.ArticleList;

/**
 * The articles that a request may have, where these are a small part of the catalogue: then they are found by lists of those
 * that meet one condition, at a cost of the shortest lists, and nobody looks through all articles for them. Reused; one thread
 * at a time.
 */
public final class Matches {

    /** So many of the latest of a list are found at most. */
    private static final int LATEST_MAX = 1_000;

    /** Lists are short when they have no more than this, or than such a part of all articles. */
    private static final int SHORT = 2_000;

    private static final int PART = 64;

    private final IntArrayList newestFirst = new IntArrayList();
    private boolean few;
    private boolean whole;

    public Matches() {}

    /** Says that they are no small part. */
    public void clear() {
        few = false;
        whole = false;
        newestFirst.clear();
    }

    /**
     * Finds them where the lists of some condition are short.
     *
     * @param admission what a request may have
     * @param servable whether an article may be shown, by all that is known of it
     */
    public void find(Admission admission, Articles articles, IntPredicate servable) {
        clear();
        int least = Math.max(SHORT, articles.ordered() / PART);
        List<ArticleList> shortest = null;
        for (List<ArticleList> lists : admission.lists()) {
            int count = 0;
            for (ArticleList list : lists) {
                count += list.count();
            }
            if (count <= least) {
                least = count;
                shortest = lists;
            }
        }
        if (shortest != null) {
            boolean all = true;
            for (ArticleList list : shortest) {
                all &= add(list, servable);
            }
            few = true;
            whole = all;
            newestFirst.sort((a, b) -> {
                int newer = Long.compare(articles.publishMs(b), articles.publishMs(a));
                return newer != 0 ? newer : Integer.compare(b, a);
            });
            dropTwins();
        }
    }

    /** Of an article that is in two lists. */
    private void dropTwins() {
        int kept = 0;
        for (int place = 0; place < newestFirst.size(); place++) {
            int article = newestFirst.getInt(place);
            if (kept == 0 || newestFirst.getInt(kept - 1) != article) {
                newestFirst.set(kept++, article);
            }
        }
        newestFirst.size(kept);
    }

    /** Whether these are all of the list that may be shown. */
    private boolean add(ArticleList list, IntPredicate servable) {
        int left = LATEST_MAX;
        for (int place = list.count() - 1; place >= 0; place--) {
            if (servable.test(list.article(place))) {
                if (left-- == 0) {
                    return false;
                }
                newestFirst.add(list.article(place));
            }
        }
        return true;
    }

    /** Whether they were found; if not, any article may be one. */
    public boolean few() {
        return few;
    }

    /** Whether they were found without exception: what is not among them may not be shown. */
    public boolean whole() {
        return whole;
    }

    public int count() {
        return newestFirst.size();
    }

    /** The ordinal of the article at a place, 0 being that published last. */
    public int article(int place) {
        return newestFirst.getInt(place);
    }
}
