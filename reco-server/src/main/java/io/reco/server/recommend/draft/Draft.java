package io.reco.server.recommend.draft;

import java.util.Arrays;

import io.reco.server.model.Models;
import io.reco.server.model.blend.Feature;
import io.reco.server.model.catalogue.Articles;
import io.reco.server.model.sums.SparseSums;
import io.reco.server.store.reader.ReaderState;

/** A page in the making. Reused; one thread at a time, and only while it reads the models. */
public final class Draft {

    /** The reader engaged with it. */
    public static final int VIEWED = 1;
    /** It is on a kept page. */
    public static final int SERVED = 2;
    /** The reader does not want it. */
    public static final int REJECTED = 4;
    /** It is on this page. */
    public static final int PICKED = 8;
    /** It is among the candidates. */
    public static final int CANDIDATE = 16;

    /** It waits for a place on this page: others are preferred for variety. */
    public static final int DEFERRED = 32;

    private static final int BEST_MAX = 200;
    private static final int MARK_BITS = 6;
    private static final int MARK_MASK = (1 << MARK_BITS) - 1;

    private final Models models;
    private final Taste taste;
    private final SparseSums[] scores = new SparseSums[Feature.count()];
    private final SparseSums profile = new SparseSums();
    private long nowMs;
    private int ownSession;

    /** Per ordinal the draft's number, shifted, and the marks; marks of older drafts are void. */
    private int[] marks = new int[1024];

    private int number;

    private int[] candidates = new int[256];
    private int candidateCount;

    /** A draft for nobody yet. */
    public Draft(Models models) {
        this.models = models;
        this.taste = new Taste(models.settings());
        Arrays.setAll(scores, f -> new SparseSums());
    }

    /** Starts a page for a reader of whom the store knows this, forgetting the page before. */
    public void begin(int readerId, ReaderState state, long now) {
        begin(now);
        ownSession = models.sessions().current(models.histories().ordinal(readerId));
        taste.read(state.actions(), articles(), now);
    }

    /** Starts a page for a reader of whom the models know, by ordinal. */
    public void begin(int reader, long now) {
        begin(now);
        ownSession = models.sessions().current(reader);
        taste.read(models.histories(), articles(), reader, now);
    }

    private void begin(long now) {
        nowMs = now;
        candidateCount = 0;
        profile.clear();
        for (SparseSums source : scores) {
            source.clear();
        }
        if (++number == 1 << (31 - MARK_BITS)) {
            Arrays.fill(marks, 0);
            number = 1;
        }
        if (marks.length < articles().size()) {
            marks = new int[articles().size() + (articles().size() >> 2)];
        }
    }

    public Models models() {
        return models;
    }

    public Articles articles() {
        return models.articles();
    }

    /** The moment of the page, milliseconds since 1970 UTC. */
    public long nowMs() {
        return nowMs;
    }

    /** The number of the reader's own session in the models, or 0. */
    public int ownSession() {
        return ownSession;
    }

    public Taste taste() {
        return taste;
    }

    /** What a feature gives to articles. */
    public SparseSums scores(Feature feature) {
        return scores[feature.index()];
    }

    /** The terms of the reader's taste, by term. */
    public SparseSums profile() {
        return profile;
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
        return (marks(article) & ~CANDIDATE) == 0 && articles().servable(article, nowMs);
    }

    /** Makes an article a candidate, once. */
    public void propose(int article) {
        if ((marks(article) & CANDIDATE) != 0) {
            return;
        }
        mark(article, CANDIDATE);
        if (candidateCount == candidates.length) {
            candidates = Arrays.copyOf(candidates, candidateCount * 2);
        }
        candidates[candidateCount++] = article;
    }

    /** Makes the 200 or so articles with a source's highest scores candidates: ranking costs about the same for every reader. */
    public void proposeBest(SparseSums given) {
        proposeBest(given, BEST_MAX);
    }

    /** Makes about {@code limit} articles with the highest scores candidates, at most twice as many. */
    public void proposeBest(SparseSums given, int limit) {
        float bound = given.bound(limit);
        int left = 2 * limit; // of many with the same score, some
        for (int entry = 0; entry < given.count() && left > 0; entry++) {
            int article = given.article(entry);
            float score = given.of(article);
            if (score > 0 && score >= bound) {
                propose(article);
                left--;
            }
        }
    }

    public int candidateCount() {
        return candidateCount;
    }

    public int candidate(int entry) {
        return candidates[entry];
    }

    /** Keeps only those candidates that may be shown as something new. */
    public void keepOpen() {
        int kept = 0;
        for (int i = 0; i < candidateCount; i++) {
            if (open(candidates[i])) {
                candidates[kept++] = candidates[i];
            }
        }
        candidateCount = kept;
    }
}
