package io.reco.server.recommend.draft;

import java.util.Arrays;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import io.reco.server.domain.Actions;
import io.reco.server.domain.IdKeys;
import io.reco.server.domain.reader.Preferences;
import io.reco.server.model.View;
import io.reco.server.model.blend.Blend;
import io.reco.server.model.blend.Feature;
import io.reco.server.model.catalogue.Articles;
import io.reco.server.model.histories.Past;
import io.reco.server.model.sums.SparseSums;
import io.reco.server.recommend.draft.stated.Admission;
import io.reco.server.recommend.draft.stated.Following;
import io.reco.server.recommend.draft.stated.Matches;
import io.reco.server.store.reader.ReaderState;

/**
 * A page in the making: what was asked for, the candidates, their ranking, and the slots taken so far. Every stage finds here
 * what the ones before it left. Reused; one thread at a time, and only while it reads the models.
 */
public final class Draft {

    /** The reader engaged with it. */
    public static final int VIEWED = 1;
    /** It is on a kept page, and may not come back yet. */
    public static final int SERVED = 2;
    /** The reader does not want it. */
    public static final int REJECTED = 4;
    /** It is in a slot of this page. */
    public static final int TAKEN = 8;
    /** It is among the candidates. */
    public static final int CANDIDATE = 16;
    /** It waits for a place on this page: others are preferred for variety. */
    public static final int DEFERRED = 32;

    /** The reader was shown it; it may come back unless it is SERVED, too. */
    public static final int SHOWN = 64;

    private static final int BEST_MAX = 128;

    /** Of a long page so many candidates a slot, if that is more. */
    private static final int BEST_EACH = 2;

    private static final float HEARD_MIN = 0.05f;

    /** The request, or its reader, does not let it through. */
    private static final int BARRED = 128;
    /** They do, as was found out. Nobody else needs to know. */
    private static final int ADMITTED = 256;

    /** Of what a request's filter leaves, where that is little, so many of the newest are proposed. */
    private static final int MATCHES_MAX = 300;

    private static final int MARK_BITS = 9;
    private static final int MARK_MASK = (1 << MARK_BITS) - 1;

    /** What is looked at where nobody asked. */
    private static final PageRequest NOBODY = PageRequest.of("", 1, Policy.defaults());

    private @Nullable View models;
    private final Taste taste = new Taste();
    private final SparseSums[] scores = new SparseSums[Feature.count()];
    private final @Nullable ArticleScores[] looks = new ArticleScores[Feature.count()];
    /** By ordinal, how often the reader was shown an article before. */
    private final SparseSums showings = new SparseSums();

    private final Ranking ranking = new Ranking();
    private final Slots slots = new Slots();
    private PageRequest request = NOBODY;
    private long readerKey;
    private ReaderState state = ReaderState.EMPTY;
    private long nowMs;
    private long seed;

    /** Whether articles are to be left out because their ids are no numbers. */
    private boolean numbersAlone;

    /** Whether the page is of a moment before now: then an article that got its id after that moment is not on it. */
    private boolean past;

    /** Whether this is for fitting the blend: then every feature is asked. */
    private boolean rehearsal;

    private int ownSession;

    /** Null when the reader and the request let everything through. */
    private @Nullable Admission admission;

    private final Matches matches = new Matches();
    private @Nullable Following following;

    /** Per ordinal the draft's number, shifted, and the marks; marks of older drafts are void. */
    private int[] marks = new int[1024];

    private int number;

    private int[] candidates = new int[256];
    private int candidateCount;

    /** What this goes on with; null where it has candidates of its own. */
    private @Nullable Surplus surplus;

    private final IdKeys ids;

    /** A draft for nobody yet, of articles whose ids have these keys. */
    public Draft(IdKeys ids) {
        this.ids = ids;
        Arrays.setAll(scores, f -> new SparseSums());
    }

    /**
     * Starts a page for a reader of whom the store knows this, forgetting the page before.
     *
     * @param reader the key of the reader's id; 0 for an anonymous one
     * @param chance what chance decides about the page with
     */
    public void begin(View view, PageRequest asked, long reader, ReaderState known, long now, long chance) {
        beginFor(view, asked, reader, known, now, chance);
        Preferences stated = known.preferences();
        // A page as for nobody, but for what must not be on it.
        ownSession = stated.personalised() ? view.sessions().current(reader) : 0;
        readTaste(known);
        admit(known);
    }

    /**
     * Starts a page likewise, which goes on with what another draft for the same reader left, instead of candidates of its own.
     */
    public void goOn(
            View view, PageRequest asked, long reader, ReaderState known, long now, long chance, Surplus left) {
        beginFor(view, asked, reader, known, now, chance);
        ownSession = 0;
        readTaste(left.needsTaste() ? known : ReaderState.EMPTY);
        admit(known);
        surplus = left;
        ranking.goOn(left);
        for (int place = 0; place < left.newcomers(); place++) {
            scores(Feature.CONTENT).add(left.newcomer(place), left.suit(place));
        }
    }

    private void beginFor(View view, PageRequest asked, long reader, ReaderState known, long now, long chance) {
        request = asked;
        seed = chance;
        readerKey = reader;
        state = known;
        rehearsal = false;
        begin(view, now);
    }

    private void readTaste(ReaderState known) {
        Preferences stated = known.preferences();
        Actions actions = stated.personalised() ? known.actions().since(stated.learnedSinceMs()) : Actions.NONE;
        taste.read(models().settings(), actions, articles(), nowMs);
    }

    private void admit(ReaderState known) {
        admission = Admission.of(known.preferences(), request.filter(), articles());
        findMatches();
        following = Following.of(known.preferences(), models(), taste.count());
    }

    /** Goes on with one article instead of the reader's taste; it is not on the page itself. To be called after the start. */
    public void startFrom(int article) {
        ownSession = 0;
        following = null;
        taste.read(models().settings(), article, articles(), nowMs);
        mark(article, VIEWED);
    }

    /** Starts a page for a reader of whom the models know this; every source is asked. */
    public void begin(View view, Past past, long now) {
        request = NOBODY;
        seed = 0;
        readerKey = 0;
        state = ReaderState.EMPTY;
        rehearsal = true;
        begin(view, now);
        admission = null;
        matches.clear();
        following = null;
        ownSession = view.sessions().current(past.reader());
        taste.read(view.settings(), past, articles(), now);
    }

    /** What this goes on with, of whose new articles {@link Feature#CONTENT} has how well they suit; null when with nothing. */
    public @Nullable Surplus surplus() {
        return surplus;
    }

    private void findMatches() {
        matches.clear();
        for (String excluded : request.filter().excludedArticles()) {
            int article = articles().ordinal(ids.of(excluded));
            if (article != Articles.NONE) {
                mark(article, BARRED);
            }
        }
        if (admission != null) {
            matches.find(admission, articles(), this::servable);
        }
    }

    private void begin(View view, long now) {
        models = view;
        nowMs = now;
        numbersAlone = request.numbersOnly() && !articles().onlyNumbers();
        past = request.stampMs() > 0 && request.stampMs() < now;
        candidateCount = 0;
        surplus = null;
        slots.clear();
        ranking.begin(0);
        showings.clear();
        Arrays.fill(looks, null);
        for (SparseSums given : scores) {
            given.clear();
        }
        if (++number == 1 << (31 - MARK_BITS)) {
            Arrays.fill(marks, 0);
            number = 1;
        }
        if (marks.length < articles().size()) {
            marks = new int[articles().size() + (articles().size() >> 2)];
        }
    }

    /** What was asked for, and by which policy. */
    public PageRequest request() {
        return request;
    }

    /** The key of the reader's id; 0 for an anonymous one. */
    public long readerKey() {
        return readerKey;
    }

    public Policy policy() {
        return request.policy();
    }

    /** What the store knows of the reader. */
    public ReaderState state() {
        return state;
    }

    /** What the models know, for as long as this page is made. */
    public View models() {
        return Objects.requireNonNull(models);
    }

    public Articles articles() {
        return models().articles();
    }

    /** The moment of the page, milliseconds since 1970 UTC. */
    public long nowMs() {
        return nowMs;
    }

    /** What chance decides about the page with. */
    public long seed() {
        return seed;
    }

    /** The number of the reader's own session in the models, or 0. */
    public int ownSession() {
        return ownSession;
    }

    public Taste taste() {
        return taste;
    }

    /** What the reader follows; null when that is nothing that the catalogue has. */
    public @Nullable Following following() {
        return following;
    }

    /** Whether a feature is worth its cost: it has its word on pages, or the blend is being fitted. */
    public boolean heard(Feature feature) {
        return rehearsal || onPages(feature);
    }

    /** Whether a feature has its word on pages: one that is spared only where the blend gives it a weight that can be seen. */
    public boolean onPages(Feature feature) {
        return !feature.spared() || models().blend().weight(Blend.stage(taste.sessionCount()), feature) >= HEARD_MIN;
    }

    /** What a feature gives to articles, for its source to add to. */
    public SparseSums scores(Feature feature) {
        return scores[feature.index()];
    }

    /** Says what a feature gives to any article, instead of {@link #scores}. */
    public void look(Feature feature, ArticleScores given) {
        looks[feature.index()] = given;
    }

    /** What a feature gives to an article; at least 0, and 0 where its source was not asked. */
    public float given(Feature feature, int article) {
        @Nullable ArticleScores look = looks[feature.index()];
        return look == null ? Math.max(0, scores[feature.index()].of(article)) : look.of(article);
    }

    /** Fills in what a feature gives to each candidate; returns what it gives to all. */
    public float given(Feature feature, float[] byEntry) {
        @Nullable ArticleScores look = looks[feature.index()];
        SparseSums sums = scores(feature);
        if (look == null && sums.count() == 0) {
            Arrays.fill(byEntry, 0, candidateCount, 0);
            return 0;
        }
        float total = 0;
        for (int entry = 0; entry < candidateCount; entry++) {
            int article = candidates[entry];
            float value = look == null ? Math.max(0, sums.of(article)) : look.of(article);
            byEntry[entry] = value;
            total += value;
        }
        return total;
    }

    /** The candidates in order; empty before they were ranked. */
    public Ranking ranking() {
        return ranking;
    }

    /** The places that are taken. */
    public Slots slots() {
        return slots;
    }

    /** Whether one of the page's first slots tells the article's story already. */
    public boolean told(int article, int first) {
        for (int slot = 0; slot < first; slot++) {
            if (articles().sameStory(slots.article(slot), article)) {
                return true;
            }
        }
        return false;
    }

    /** Marks an article; marks add up. */
    public void mark(int article, int mark) {
        marks[article] = allMarks(article) | mark | number << MARK_BITS;
    }

    /** The marks of an article; 0 when it has none. */
    public int marks(int article) {
        return allMarks(article) & ~ADMITTED;
    }

    private int allMarks(int article) {
        int entry = marks[article];
        return entry >>> MARK_BITS == number ? entry & MARK_MASK : 0;
    }

    /** Whether the article may be shown at all, in answer to this request. */
    public boolean servable(int article) {
        return articles().servable(article, nowMs)
                && (admission == null || admitted(admission, article))
                && (!numbersAlone || mayBeNamed(article))
                && (!past || articles().sinceMs(article) <= request.stampMs());
    }

    /** Whether what is found may be something that is not for this request: its filter, its reader or its ids bar some. */
    public boolean selective() {
        return admission != null || numbersAlone;
    }

    /** Looks at an article once. */
    private boolean admitted(Admission by, int article) {
        int known = allMarks(article) & (ADMITTED | BARRED);
        if (known == 0) {
            // Where all that may be shown was found, each of them was looked at then.
            known = !matches.whole() && by.admits(article) ? ADMITTED : BARRED;
            mark(article, known);
        }
        return (known & BARRED) == 0;
    }

    /** What a request and its reader ask for; null when they let everything through. */
    public @Nullable Admission admission() {
        return admission;
    }

    /** How many places {@link #newest} has. */
    public int newestCount() {
        return matches.few() ? matches.count() : articles().ordered();
    }

    /**
     * An article by publication, the newest at place 0; check whether it may be shown. Where a request lets few articles through,
     * these alone have places.
     */
    public int newest(int place) {
        return matches.few()
                ? matches.article(place)
                : articles().byPublishTime(articles().ordered() - 1 - place);
    }

    /** Whether {@link #proposeMatches} proposes all that the request lets through, so that nobody else needs to. */
    public boolean proposesAll() {
        return matches.whole() && matches.count() <= MATCHES_MAX;
    }

    /** Proposes the newest of what a request lets through, where that is little. */
    public void proposeMatches() {
        for (int place = 0; matches.few() && place < Math.min(MATCHES_MAX, matches.count()); place++) {
            propose(matches.article(place));
        }
    }

    /** Whether the article's id is a number. */
    private boolean mayBeNamed(int article) {
        return articles().key(article) > 0;
    }

    /** Whether the article may be shown, as something new or once more. */
    public boolean open(int article) {
        return (marks(article) & ~(CANDIDATE | SHOWN)) == 0 && servable(article);
    }

    /** Whether the article may be shown as something new. */
    public boolean unseen(int article) {
        return (marks(article) & ~CANDIDATE) == 0 && servable(article);
    }

    /** Says that the reader was shown an article, once more. */
    public void addShowing(int article) {
        mark(article, SHOWN);
        showings.add(article, 1);
    }

    /** How much of its score an article has left, for the times that the reader was shown it before; 1 for none. */
    public float again(int article) {
        float before = showings.count() == 0 ? 0 : showings.of(article);
        return before == 0 ? 1 : models().openings().again((int) before);
    }

    /** Makes an article a candidate, once, if it may be shown. */
    public void propose(int article) {
        if ((marks(article) & CANDIDATE) != 0 || !open(article)) {
            return;
        }
        mark(article, CANDIDATE);
        if (candidateCount == candidates.length) {
            candidates = Arrays.copyOf(candidates, candidateCount * 2);
        }
        candidates[candidateCount++] = article;
    }

    /**
     * Makes the 128 or so articles with a source's highest scores, of those that may be shown, candidates, and more for a long
     * page: ranking costs about the same for every reader.
     */
    public void proposeBest(SparseSums given) {
        proposeBest(given, Math.max(BEST_MAX, BEST_EACH * request.count()));
    }

    /**
     * The same with about {@code limit} of them, at least half of that and at most twice as many.
     *
     * @return how many of them may be shown
     */
    public int proposeBest(SparseSums given, int limit) {
        if (proposesAll()) {
            return 0;
        }
        float bound = given.bound(limit);
        int proposed = proposeFrom(given, bound, 2 * limit);
        if (bound > 0 && proposed < limit / 2) {
            // Most of the best may not be shown: only now it is worth while to ask of which that is so.
            proposed = proposeFrom(given, given.bound(limit, this::open), 2 * limit);
        }
        return proposed;
    }

    /** Proposes what has at least this score, at most so many articles: of many with the same score, some. */
    private int proposeFrom(SparseSums given, float bound, int most) {
        int proposed = 0;
        for (int entry = 0; entry < given.count() && proposed < most; entry++) {
            int article = given.key(entry);
            float score = given.of(article);
            if (score > 0 && score >= bound && open(article)) {
                propose(article);
                proposed++;
            }
        }
        return proposed;
    }

    public int candidateCount() {
        return candidateCount;
    }

    public int candidate(int entry) {
        return candidates[entry];
    }
}
