package io.reco.server.recommend.source;

import java.util.Arrays;

import io.reco.server.model.blend.Feature;
import io.reco.server.model.sessions.Sessions;
import io.reco.server.model.sums.SparseSums;
import io.reco.server.recommend.draft.Draft;
import io.reco.server.recommend.draft.Taste;

/**
 * What like sessions hold: nearest neighbours among the newest sessions (V-STAN).
 *
 * <pre>sim(s, n) = Σ over shared articles w_i / (|w| · √|n|) / (1 + age(n)/H),   w_i = e^(-place in s / 2)
 * score(j) = Σ over the most similar n of sim · e^(-distance in n from the shared article / 4) · e^(-place in s / 1.5)</pre>
 *
 * <p>Cost: at most 10 articles times the sessions kept of each. From: Garg et al., "Sequence and Time Aware Neighborhood for
 * Session-based Recommendations: STAN", SIGIR 2019, with the changes of V-STAN (Ludewig et al., UMUAI 2021); without its idf,
 * which did not help on news, and with another fading by age. What the reader rejected leads to no session.
 */
final class LikeSessions {

    private static final int SESSION_MAX = 10;
    private static final int LIKE_MAX = 200;

    /**
     * A session of this age says half as much as a new one. The fading is hyperbolic: on news the last minutes outweigh all
     * else, and where nothing new happens for weeks, old sessions still differ by what they share, not by their age alone.
     */
    private static final float HALF_AGE_MS = 3_600_000;

    /** The same for a second opinion, by which the sessions of weeks count: on a slow log it is the better one. */
    private static final float SLOW_HALF_AGE_MS = 10 * 24 * 3_600_000f;

    private static final float[] WEIGHTS = fading(2, SESSION_MAX);
    private static final float[] PLACES = fading(1.5, SESSION_MAX);
    private static final float[] DISTANCES = fading(4, 32);
    private static final float[] SIZES = sizes();

    /** By place in the log's ring: of a like session, the sum of the weights of what it has in common with the running one. */
    private final SparseSums overlap = new SparseSums();

    /** By place in the log's ring: how like a session is. */
    private final SparseSums likeness = new SparseSums();

    /** By place in the log's ring: the place in the taste of the latest article in common. */
    private int[] placeOf = new int[0];

    private static float[] sizes() {
        float[] values = new float[Byte.MAX_VALUE + 1];
        for (int length = 1; length < values.length; length++) {
            values[length] = (float) (1 / Math.sqrt(length));
        }
        return values;
    }

    private static float[] fading(double by, int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) Math.exp(-i / by);
        }
        return values;
    }

    /** Gives the like sessions' word to articles. */
    void score(Draft draft) {
        overlap.clear();
        meet(draft);
        score(draft, HALF_AGE_MS, draft.scores(Feature.SESSIONS));
        if (draft.heard(Feature.SESSIONS_SLOW)) {
            score(draft, SLOW_HALF_AGE_MS, draft.scores(Feature.SESSIONS_SLOW));
        }
    }

    private void score(Draft draft, float halfAgeMs, SparseSums scores) {
        likeness.clear();
        measure(draft, halfAgeMs);
        float bound = likeness.bound(LIKE_MAX);
        for (int entry = 0; entry < likeness.count(); entry++) {
            int like = likeness.key(entry);
            if (likeness.of(like) >= bound) {
                spread(draft, like, scores);
            }
        }
    }

    /** Finds the sessions that share articles with the running one, the latest article first. */
    private void meet(Draft draft) {
        Sessions log = draft.models().sessions();
        Taste taste = draft.taste();
        for (int place = 0; place < Math.min(SESSION_MAX, taste.sessionCount()); place++) {
            if (taste.strength(place) <= 0) {
                continue;
            }
            int[] sessions = log.recent(taste.article(place));
            int count = log.recentCount(taste.article(place));
            for (int i = 0; i < count; i++) {
                int like = sessions[i] == draft.ownSession() ? -1 : log.slot(sessions[i]);
                if (like >= 0) {
                    if (overlap.of(like) == 0) {
                        remember(like, place);
                    }
                    overlap.add(like, WEIGHTS[place]);
                }
            }
        }
    }

    private void remember(int like, int place) {
        if (like >= placeOf.length) {
            placeOf = Arrays.copyOf(placeOf, Math.max(like + 1, placeOf.length * 2));
        }
        placeOf[like] = place;
    }

    private void measure(Draft draft, float halfAgeMs) {
        Sessions log = draft.models().sessions();
        double norm = 0;
        for (int place = 0; place < Math.min(SESSION_MAX, draft.taste().sessionCount()); place++) {
            norm += WEIGHTS[place] * WEIGHTS[place];
        }
        float scale = (float) (1 / Math.sqrt(norm));
        for (int entry = 0; entry < overlap.count(); entry++) {
            int like = overlap.key(entry);
            float age = Math.max(0, draft.nowMs() - log.lastMs(like)) / halfAgeMs;
            likeness.add(like, overlap.of(like) * scale * SIZES[log.length(like)] / (1 + age));
        }
    }

    /** Gives a like session's word to its articles, by their distance from the latest shared one. */
    private void spread(Draft draft, int like, SparseSums scores) {
        Sessions log = draft.models().sessions();
        int[] articles = log.articles(like);
        int length = log.length(like);
        int shared = draft.taste().article(placeOf[like]);
        int at = 0;
        for (int i = 0; i < length; i++) {
            if (articles[i] == shared) {
                at = i;
            }
        }
        float weight = likeness.of(like) * PLACES[placeOf[like]];
        for (int i = 0; i < length; i++) {
            if (i != at) {
                scores.add(articles[i], weight * DISTANCES[Math.abs(i - at)]);
            }
        }
    }
}
