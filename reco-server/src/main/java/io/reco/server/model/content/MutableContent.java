package io.reco.server.model.content;

import java.util.Arrays;

import it.unimi.dsi.fastutil.ints.IntOpenHashSet;
import it.unimi.dsi.fastutil.objects.Object2IntOpenHashMap;

import io.reco.server.domain.Article;
import io.reco.server.model.catalogue.Canonical;
import io.reco.server.model.snapshot.ColumnReader;
import io.reco.server.model.snapshot.ColumnWriter;
import io.reco.server.model.snapshot.Part;

/**
 * What articles are about: topics, author and words as terms, weighted by how rare they are (binary tf, and idf^1.6: of readers'
 * libraries rare terms say more than idf grants them), and for each term the articles that are still fresh: with too few readers
 * for anything but their content to speak for them.
 *
 * <p>Lists of fresh articles hold the newest {@link #FRESH_PER_TERM_MAX}; articles that outgrew being fresh leave at the next
 * rebuild, which is due when they are a quarter. Norms are as of the last rebuild or upsert.
 *
 * <p>Cost of an upsert: its terms; memory: about 8 bytes a term of an article, 4 more while fresh.
 *
 * <p>Source: Salton and Buckley, "Term-weighting approaches in automatic text retrieval", IP&amp;M 1988.
 */
public final class MutableContent implements Content, Part {

    private static final int FRESH_PER_TERM_MAX = 1_000;
    private static final int ARTICLE_TERMS_MAX = 128;
    private static final int TERMS_MAX = 1_000_000;
    private static final int[] NOTHING = {};

    private final Object2IntOpenHashMap<String> names = new Object2IntOpenHashMap<>();
    private final Words words = new Words();
    private final IntOpenHashSet taken = new IntOpenHashSet();
    private int described;

    /** How many articles were described at the last rebuild. */
    private int weighed;

    private int[] frequencies = new int[16];
    private float[] weights = new float[16];
    private int[][] fresh = new int[16][];
    private int[] freshCounts = new int[16];

    private int[][] termsOf = new int[16][];
    private float[] scaleOf = new float[16];
    private boolean[] isFresh = new boolean[16];
    private int freshArticles;
    private int outgrown;

    public MutableContent() {
        names.defaultReturnValue(-1);
    }

    @Override
    public int[] terms(int article) {
        return article < termsOf.length && termsOf[article] != null ? termsOf[article] : NOTHING;
    }

    @Override
    public int topicTerm(String topic) {
        return names.getInt(topicName(topic));
    }

    @Override
    public int authorTerm(String author) {
        return names.getInt(authorName(author));
    }

    private static String topicName(String topic) {
        return "t:" + Canonical.name(topic);
    }

    private static String authorName(String author) {
        return "a:" + Canonical.name(author);
    }

    @Override
    public float scale(int article) {
        return article < scaleOf.length ? scaleOf[article] : 0;
    }

    @Override
    public float weight(int term) {
        return weights[term];
    }

    @Override
    public int[] fresh(int term) {
        return fresh[term] == null ? NOTHING : fresh[term];
    }

    @Override
    public int freshCount(int term) {
        return freshCounts[term];
    }

    public void upsert(int ordinal, Article article, boolean wanted) {
        reserve(ordinal);
        int[] terms = termsOf(article);
        boolean changed = !Arrays.equals(terms, terms(ordinal));
        if (changed) {
            forget(ordinal);
            termsOf[ordinal] = terms;
            described += terms.length > 0 ? 1 : 0;
            for (int term : terms) {
                frequencies[term]++;
            }
        }
        if (wanted && terms.length > 0 && (changed || !isFresh[ordinal])) {
            isFresh[ordinal] = true;
            freshArticles++;
            enlist(ordinal);
        } else if (!wanted) {
            outgrow(ordinal);
        }
        scale(ordinal, terms);
    }

    /** Says that the article needs its content no more to find readers, or is not to be served. */
    public void outgrow(int article) {
        if (article < isFresh.length && isFresh[article]) {
            isFresh[article] = false;
            outgrown++;
        }
    }

    /** Rebuilds weights, norms and lists when enough has changed; after a batch of facts. */
    public void settle() {
        if (outgrown > Math.max(64, freshArticles / 4) || described > weighed + weighed / 4) {
            rebuild();
        }
    }

    /** Rebuilds weights, norms and lists; looks at every article. */
    public void rebuild() {
        weighed = described;
        outgrown = 0;
        freshArticles = 0;
        for (int term = 0; term < names.size(); term++) {
            weights[term] = weight((described + 1.0) / Math.max(1, frequencies[term]));
        }
        Arrays.fill(freshCounts, 0);
        Arrays.fill(fresh, null);
        for (int article = 0; article < termsOf.length; article++) {
            int[] terms = terms(article);
            scale(article, terms);
            if (isFresh[article]) {
                freshArticles++;
                enlist(article);
            }
        }
    }

    private void forget(int ordinal) {
        int[] before = terms(ordinal);
        described -= before.length > 0 ? 1 : 0;
        for (int term : before) {
            frequencies[term]--;
        }
        outgrow(ordinal);
    }

    private void enlist(int article) {
        for (int term : termsOf[article]) {
            int[] list = fresh(term);
            int count = freshCounts[term];
            if (count == FRESH_PER_TERM_MAX) {
                count /= 2;
                System.arraycopy(list, FRESH_PER_TERM_MAX - count, list, 0, count);
            } else if (count == list.length) {
                list = Arrays.copyOf(list, Math.min(FRESH_PER_TERM_MAX, Math.max(4, count * 2)));
                fresh[term] = list;
            }
            list[count] = article;
            freshCounts[term] = count + 1;
        }
    }

    private void scale(int article, int[] terms) {
        scaleOf[article] = scale(terms);
    }

    @Override
    public float scale(int[] terms) {
        double square = 0;
        for (int term : terms) {
            square += weights[term] * Math.sqrt(Math.sqrt(weights[term])); // idf²
        }
        return square > 0 ? (float) (1 / Math.sqrt(square)) : 0;
    }

    private static float weight(double rarity) {
        return (float) Math.pow(Math.log(rarity), 1.6);
    }

    private int[] termsOf(Article article) {
        taken.clear();
        for (String topic : article.topics()) {
            take(topicName(topic));
        }
        if (!article.author().isEmpty()) {
            take(authorName(article.author()));
        }
        words.of(article, this::take);
        int[] terms = taken.toIntArray();
        Arrays.sort(terms);
        return terms;
    }

    private void take(String name) {
        if (taken.size() == ARTICLE_TERMS_MAX) {
            return;
        }
        int term = names.getInt(name);
        if (term < 0) {
            if (names.size() == TERMS_MAX) {
                return;
            }
            term = names.size();
            names.put(name, term);
            if (term == frequencies.length) {
                int capacity = term + (term >> 1);
                frequencies = Arrays.copyOf(frequencies, capacity);
                weights = Arrays.copyOf(weights, capacity);
                fresh = Arrays.copyOf(fresh, capacity);
                freshCounts = Arrays.copyOf(freshCounts, capacity);
            }
            weights[term] = weight(described + 2.0);
        }
        taken.add(term);
    }

    private void reserve(int ordinal) {
        if (ordinal >= termsOf.length) {
            int capacity = Math.max(ordinal + 1, termsOf.length + (termsOf.length >> 1));
            termsOf = Arrays.copyOf(termsOf, capacity);
            scaleOf = Arrays.copyOf(scaleOf, capacity);
            isFresh = Arrays.copyOf(isFresh, capacity);
        }
    }

    @Override
    public void save(ColumnWriter out) {
        out.number("described", described);
        out.number("weighed", weighed);
        out.number("fresh articles", freshArticles);
        out.number("outgrown", outgrown);
        out.names("names", names);
        out.ints("frequencies", names.size(), term -> frequencies[term]);
        out.floats("weights", names.size(), term -> weights[term]);
        out.rows("fresh", names.size(), term -> fresh[term], term -> freshCounts[term]);
        out.rows("terms", termsOf.length, article -> termsOf[article], article -> termsOf[article].length);
        out.floats("scales", scaleOf.length, article -> scaleOf[article]);
        out.bytes("is fresh", isFresh.length, article -> isFresh[article] ? 1 : 0);
    }

    @Override
    public void restore(ColumnReader in) {
        described = (int) in.number("described");
        weighed = (int) in.number("weighed");
        freshArticles = (int) in.number("fresh articles");
        outgrown = (int) in.number("outgrown");
        in.names("names", names);
        frequencies = in.ints("frequencies", 16);
        weights = in.floats("weights", 16);
        fresh = in.rows("fresh", 16);
        freshCounts = new int[fresh.length];
        for (int term = 0; term < fresh.length; term++) {
            freshCounts[term] = fresh(term).length;
        }
        termsOf = in.rows("terms", 0);
        scaleOf = in.floats("scales", 0);
        byte[] flags = in.bytes("is fresh", 0);
        isFresh = new boolean[flags.length];
        for (int article = 0; article < flags.length; article++) {
            isFresh[article] = flags[article] > 0;
        }
    }
}
