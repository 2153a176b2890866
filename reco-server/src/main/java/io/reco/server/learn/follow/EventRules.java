package io.reco.server.learn.follow;

import java.util.Arrays;

import io.reco.server.domain.EventType;
import io.reco.server.domain.page.Origin;
import io.reco.server.model.Writer;
import io.reco.server.model.catalogue.Articles;
import io.reco.server.model.catalogue.EarlyEvents;
import io.reco.server.model.content.Content;
import io.reco.server.model.histories.Histories;
import io.reco.server.model.settings.LearningSettings;

/** What events, and the ends of readers, change in the models. */
final class EventRules {

    private static final int TOUCHED_MAX = 20;

    private final LearningSettings.Weights weights;
    private final long gapMs;
    private final StaleRows staleRows;

    EventRules(LearningSettings settings, StaleRows staleRows) {
        this.weights = settings.weights();
        this.gapMs = settings.sessions().gap().toMillis();
        this.staleRows = staleRows;
    }

    /**
     * Takes in an event; one of an article that the catalogue never had waits for it. It is counted for the article that has
     * the id now, whenever it happened, as the store counts it; also when nothing else is learned from its reader.
     *
     * @param nowMs the event counts as no later than this
     */
    void apply(Writer models, Act act, long nowMs) {
        int newest = models.articles().ordinal(act.article());
        if (newest == Articles.NONE) {
            long reader = models.learns(act.reader(), act.timeMs()) ? act.reader() : EarlyEvents.NOBODY;
            models.early().add(act.article(), reader, act.type().deed(act.retracted()), act.timeMs());
            return;
        }
        if (act.retracted()) {
            int article = models.articles().ordinal(act.article(), act.timeMs());
            takeBack(models, act.reader(), article, act.type());
            return;
        }
        models.popularity().count(newest, act.type());
        if (models.learns(act.reader(), act.timeMs())) {
            int article = models.articles().ordinal(act.article(), act.timeMs());
            learnShowing(models, act, article);
            apply(models, act.reader(), article, act.type(), Math.min(act.timeMs(), nowMs), nowMs);
        }
    }

    /** Counts an event for what became of its article by hour, as {@link #apply} counts it; what waits is counted later. */
    void count(Writer models, Act act) {
        int newest = models.articles().ordinal(act.article());
        if (newest != Articles.NONE && !act.retracted()) {
            models.funnel().count(newest, act.type(), act.origin(), act.timeMs());
        }
    }

    /**
     * Takes in what waited for an article, by key, that the catalogue has now, as if it came only now.
     *
     * @param most so many events at once
     * @return how many; fewer than {@code most} when nothing waits any more
     */
    int applyEarly(Writer models, long key, int most, long nowMs) {
        int newest = models.articles().ordinal(key);
        models.popularity()
                .count(newest, models.early().lostViews(key), models.early().lostShares(key));
        return models.early().take(key, most, (reader, deed, timeMs) -> {
            int article = models.articles().ordinal(key, timeMs);
            EventType type = EventType.ofDeed(deed);
            if (EventType.retracts(deed)) {
                takeBack(models, reader, article, type);
                return;
            }
            models.popularity().count(newest, type);
            models.funnel().count(newest, type, Origin.NONE, timeMs);
            if (reader != EarlyEvents.NOBODY && models.learns(reader, timeMs)) {
                apply(models, reader, article, type, Math.min(timeMs, nowMs), nowMs);
            }
        });
    }

    /**
     * Takes from the tie what such an event gave it. What the event taught beside that stays: that the reader opened the article,
     * after and before which others, and that it was talked about. One that arrives after its retraction is learned as any other;
     * the reader's own pages know better, for they are made from what the store keeps.
     */
    private void takeBack(Writer models, long readerKey, int article, EventType type) {
        Histories histories = models.histories();
        int reader = histories.ordinal(readerKey);
        int place = reader < 0 || article == Articles.NONE ? -1 : histories.place(reader, article);
        if (place >= 0) {
            histories.takeBack(reader, place, weights.of(type));
            touchRows(models, reader, place);
        }
    }

    /**
     * Forgets a reader: history, sessions, the part in articles' readers and rows. What they added to sums that fade (trends,
     * rules, openings) and to what is fitted (the blend) cannot be told from what others did.
     */
    void erase(Writer models, long reader) {
        models.optOuts().set(reader, 0);
        forget(models, reader);
    }

    private void forget(Writer models, long reader) {
        models.sessions().remove(reader);
        models.early().move(reader, EarlyEvents.NOBODY);
        for (int article : models.histories().remove(reader, models.popularity()::removeReader)) {
            staleRows.addFirst(article);
        }
    }

    /**
     * Makes one reader of two. What the first one taught as such (rules, openings, the blend) stays learned. Of one who becomes
     * somebody from whom nothing is learned, nothing is known any more.
     */
    void merge(Writer models, long from, long into) {
        if (!models.learns(into, Math.max(0, models.newestMs()))) {
            forget(models, from);
            return;
        }
        models.sessions().merge(from, into);
        models.early().move(from, into);
        int[] moved = models.histories().merge(from, into, models.popularity()::removeReader);
        if (moved.length > 0) {
            int reader = models.histories().ordinal(into);
            touch(Arrays.copyOf(
                    models.histories().articles(reader), models.histories().to(reader)));
            touch(moved);
        }
    }

    private void touch(int[] articles) {
        for (int article : articles) {
            staleRows.add(article);
        }
    }

    private void apply(Writer models, long readerKey, int article, EventType type, long timeMs, long nowMs) {
        float weight = weights.of(type);
        if (weight == 0) {
            return;
        }
        models.engaged(timeMs);
        Histories histories = models.histories();
        int reader = histories.intern(readerKey);
        int known = histories.place(reader, article);
        if (weight > 0) {
            boolean offered = models.articles().offered(article, nowMs);
            addToTrends(models, reader, known, article, weight, timeMs, offered);
            learnSession(models, readerKey, reader, article, timeMs);
        }
        int place = histories.add(reader, article, weight, timeMs);
        if (known < 0 && weight > 0) {
            models.popularity().addReader(article);
        }
        if (models.popularity().readers(article) == Content.FRESH_READERS_MAX) {
            models.content().outgrow(article);
        }
        touchRows(models, reader, place);
    }

    private static void learnShowing(Writer models, Act act, int article) {
        Origin origin = act.origin();
        if (!origin.known() || origin.degraded()) {
            return;
        }
        if (act.type() == EventType.EXPOSE) {
            models.openings().expose(act.reader(), origin.pageKey(), origin.slot(), article);
            return;
        }
        int[] shown = new int[origin.slot() + 1];
        Arrays.fill(shown, Articles.NONE);
        for (int slot = 0; slot < origin.above().size(); slot++) {
            shown[slot] = models.articles().ordinal(origin.above().getLong(slot), origin.pageStamp());
        }
        shown[origin.slot()] = article;
        models.openings().act(act.reader(), origin.pageKey(), shown, act.type().engages());
    }

    /**
     * Nobody makes an article trend alone, however often they come back to it.
     *
     * @param known the place of the article in the reader's history, or -1
     */
    private static void addToTrends(
            Writer models, int reader, int known, int article, float weight, long timeMs, boolean offered) {
        int[] topics = models.articles().topics(article);
        float quick = weight;
        float slow = weight;
        if (known >= 0) {
            float sum = models.histories().weights(reader)[known];
            long latestMs = models.histories().timeMs(reader, known);
            quick = models.burst().once(weight, sum, latestMs, timeMs);
            slow = models.trend().once(weight, sum, latestMs, timeMs);
        }
        models.burst().add(article, topics, quick, timeMs, offered);
        models.trend().add(article, topics, slow, timeMs, offered);
    }

    /**
     * Rules from the articles of the event's session to this one, and from it to those that came after, unless it is among
     * them already. An event that arrives late teaches what it would have taught in time, as far as its neighbours are known
     * by then; what was learned of them meanwhile, as if they were next to each other, stays. Of events of one moment, as in
     * a log without times, nobody knows which came first: they teach no rule.
     */
    private void learnSession(Writer models, long readerKey, int reader, int article, long timeMs) {
        Histories histories = models.histories();
        int at = histories.placeAfter(reader, timeMs);
        int start = histories.sessionStart(reader, at, timeMs, gapMs);
        int end = histories.sessionEnd(reader, at, timeMs, gapMs);
        int[] read = histories.articles(reader);
        for (int place = start; place < end; place++) {
            if (read[place] == article) {
                return;
            }
        }
        int depth = models.rules().depth();
        for (int distance = 1; distance <= Math.min(depth, at - start); distance++) {
            if (histories.timeMs(reader, at - distance) != timeMs) {
                learnRule(models, read[at - distance], article, distance, timeMs);
            }
        }
        for (int distance = 1; distance <= Math.min(depth, end - at); distance++) {
            long laterMs = histories.timeMs(reader, at + distance - 1);
            if (laterMs != timeMs) {
                learnRule(models, article, read[at + distance - 1], distance, laterMs);
            }
        }
        int before = at > start ? read[at - 1] : Articles.NONE;
        int after = end > at ? read[at] : Articles.NONE;
        if (at < histories.to(reader)) {
            models.sessions().addLate(readerKey, article, timeMs, before, after);
        } else {
            models.sessions().add(readerKey, article, timeMs, before != Articles.NONE);
        }
        if (before != Articles.NONE && histories.timeMs(reader, at - 1) != timeMs) {
            learnNext(models, before, article, timeMs);
        }
        if (after != Articles.NONE && histories.timeMs(reader, at) != timeMs) {
            learnNext(models, article, after, histories.timeMs(reader, at));
        }
    }

    private static void learnRule(Writer models, int article, int later, int distance, long timeMs) {
        models.rules().add(article, later, distance, timeMs);
        models.rulesSlow().add(article, later, distance, timeMs);
    }

    private static void learnNext(Writer models, int article, int next, long timeMs) {
        models.next().add(article, next, 1, timeMs);
        models.nextSlow().add(article, next, 1, timeMs);
    }

    /** An event changes the rows of its article, at a place of its reader's, and of what else they engaged with about then. */
    private void touchRows(Writer models, int reader, int place) {
        int[] read = models.histories().articles(reader);
        int length = models.histories().to(reader);
        touchRow(models, read[place]);
        int first = Math.max(0, Math.min(place - TOUCHED_MAX / 2, length - TOUCHED_MAX));
        for (int other = first; other < Math.min(length, first + TOUCHED_MAX); other++) {
            if (other != place) {
                touchRow(models, read[other]);
            }
        }
    }

    private void touchRow(Writer models, int article) {
        staleRows.touch(article, models.histories().kept(article));
    }
}
