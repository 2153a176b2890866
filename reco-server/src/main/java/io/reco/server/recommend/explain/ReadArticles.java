package io.reco.server.recommend.explain;

import java.util.ArrayList;
import java.util.List;

import io.reco.server.model.View;
import io.reco.server.model.catalogue.Articles;
import io.reco.server.model.neighbours.EaseRows;
import io.reco.server.model.neighbours.NeighbourRows.Row;
import io.reco.server.model.sessions.SessionRules;

/**
 * Which of the articles that a reader read last lead to the articles of a page, and how strongly. Cost: for each of the former a
 * row and its rules are looked through once, whatever the page.
 */
final class ReadArticles {

    /** What a reader read with an interest in others' like it: the shared readers' rows, session rules, or content. */
    enum Way {
        NEIGHBOURS(0),
        SESSIONS(1),
        CONTENT(2);

        private final int index;

        Way(int index) {
            this.index = index;
        }
    }

    private static final int WAYS = Way.values().length;
    private static final int NAMED_MAX = 3;
    private static final int SIEVE_BITS = 10;

    private final View models;
    private final int[] read;
    private final int[] page;
    /** By hash of an ordinal whether it may be on the page: nearly all that is looked at is not. */
    private final long[] sieve = new long[(1 << SIEVE_BITS) / Long.SIZE];
    /** By way, slot and article read. */
    private final float[] led;

    /**
     * Looks at all of them.
     *
     * @param read ordinals, the latest first
     * @param page ordinals by slot; {@link Articles#NONE} for one that is not known
     */
    ReadArticles(View models, int[] read, int[] page, long nowMs) {
        this.models = models;
        this.read = read;
        this.page = page;
        this.led = new float[WAYS * page.length * read.length];
        for (int article : page) {
            int bit = article & (1 << SIEVE_BITS) - 1;
            sieve[bit / Long.SIZE] |= 1L << bit;
        }
        for (int place = 0; place < read.length; place++) {
            addRow(place);
            addRules(models.rules(), place, nowMs);
            addRules(models.next(), place, nowMs);
        }
    }

    private void addRow(int place) {
        Row row = models.rows().row(read[place]);
        for (int i = 0; i < row.length(); i++) {
            add(Way.NEIGHBOURS, row.articles()[i], place, row.weight(i));
        }
    }

    private void addRules(SessionRules rules, int place, long nowMs) {
        int count = place < rules.depth() ? rules.count(read[place]) : 0;
        float scale = count == 0 ? 0 : rules.scale(read[place], nowMs) / (1 + place);
        for (int i = 0; i < count; i++) {
            add(Way.SESSIONS, rules.targets(read[place])[i], place, scale * rules.values(read[place])[i]);
        }
    }

    private void add(Way way, int article, int place, float weight) {
        int bit = article & (1 << SIEVE_BITS) - 1;
        if ((sieve[bit / Long.SIZE] >>> bit & 1) == 0) {
            return;
        }
        for (int slot = 0; slot < page.length; slot++) {
            if (page[slot] == article) {
                led[at(way, slot, place)] += weight;
            }
        }
    }

    private int at(Way way, int slot, int place) {
        return (way.index * page.length + slot) * read.length + place;
    }

    /** Ids of what led to the article of a slot, the strongest first; at most three, and none when nothing did that way. */
    List<String> leadingTo(int slot, Way way) {
        if (way == Way.CONTENT) {
            addContent(slot);
        }
        List<String> ids = strongest(slot, way);
        if (ids.isEmpty() && way == Way.NEIGHBOURS) {
            addLearned(slot);
            ids = strongest(slot, way);
        }
        return ids;
    }

    private void addContent(int slot) {
        int[] terms = models.content().terms(page[slot]);
        for (int place = 0; place < read.length; place++) {
            int[] others = models.content().terms(read[place]);
            float sum = 0;
            int other = 0;
            for (int term : terms) {
                while (other < others.length && others[other] < term) {
                    other++;
                }
                boolean both = other < others.length && others[other] == term;
                float weight = models.content().weight(term);
                sum += both ? weight * weight : 0;
            }
            led[at(Way.CONTENT, slot, place)] = sum * models.content().scale(read[place]);
        }
    }

    /** What was learned in the background, where the live rows say nothing. */
    private void addLearned(int slot) {
        EaseRows learned = models.easeRows();
        int to = learned.place(page[slot]);
        for (int place = 0; to >= 0 && place < read.length; place++) {
            float[] row = learned.row(read[place]);
            led[at(Way.NEIGHBOURS, slot, place)] = row.length == 0 ? 0 : row[to];
        }
    }

    private List<String> strongest(int slot, Way way) {
        List<String> ids = new ArrayList<>(NAMED_MAX);
        float below = Float.POSITIVE_INFINITY;
        int belowPlace = -1;
        while (ids.size() < NAMED_MAX) {
            int best = -1;
            for (int place = 0; place < read.length; place++) {
                float weight = led[at(way, slot, place)];
                boolean left = weight < below || (weight == below && place > belowPlace);
                if (weight > 0 && left && (best < 0 || weight > led[at(way, slot, best)])) {
                    best = place;
                }
            }
            if (best < 0) {
                break;
            }
            below = led[at(way, slot, best)];
            belowPlace = best;
            ids.add(models.articles().id(read[best]));
        }
        return ids;
    }
}
