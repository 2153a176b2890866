package io.reco.server.recommend.explore;

import java.util.SplittableRandom;

import it.unimi.dsi.fastutil.ints.IntArrayList;

import io.reco.server.domain.page.Rung;
import io.reco.server.domain.page.Shares;
import io.reco.server.domain.page.Source;
import io.reco.server.recommend.draft.Draft;
import io.reco.server.recommend.draft.Slots;
import io.reco.server.recommend.draft.Surplus;

/**
 * Lets new articles take some places of the page, so that every new article finds its first readers, with or without topics and
 * words, and says with what probability each one that chance decided about is on the page.
 *
 * <p>The page's last articles make room. Of all new articles that are not on the page then ({@link Newcomers}) as many are drawn
 * together ({@link SystematicSample}), and stand in the middle of the page. All else of a page is certain. Where there are no
 * more of them than places, all are there, and what made room comes back behind.
 *
 * <p>Reused; one thread at a time.
 */
public final class Explorer {

    private static final Shares NEW = Shares.of(Source.FRESH);

    private final Draft draft;
    private final ServedSlots served;
    private final Newcomers newcomers;
    private final SystematicSample sample = new SystematicSample();
    private final Slots displaced = new Slots();
    private final IntArrayList drawn = new IntArrayList();

    /** Draws for the readers of this draft, those first that were served least. */
    public Explorer(Draft draft, ServedSlots served) {
        this.draft = draft;
        this.served = served;
        this.newcomers = new Newcomers(draft, served);
    }

    /**
     * Lets chance put articles into a filled page in place of the last ones. False when the draft goes on with what another one
     * left, and that are too few new articles.
     */
    public boolean explore() {
        int size = draft.request().count();
        int places = draft.policy().exploration().places(size, !draft.ranking().personal());
        newcomers.clear();
        if (places > 0 && filledWithNew(size)) {
            explore(size, places);
            if (newcomers.scarce()) {
                return false;
            }
        }
        if (draft.request().keep()) {
            countServed();
        }
        return true;
    }

    /** What is left of the page's ranking, and of those that had a chance. */
    public Surplus surplus() {
        return Surplus.of(draft, newcomers.articles(), newcomers.suits());
    }

    /** Whether all slots are taken, and none by an article that has to stay away. */
    private boolean filledWithNew(int size) {
        Slots slots = draft.slots();
        return slots.count() == size && slots.rung(size - 1).compareTo(Rung.FRESH) <= 0;
    }

    private void explore(int size, int places) {
        Slots slots = draft.slots();
        displaced.clear();
        for (int i = 0; i < places; i++) {
            displaced.moveLastOf(slots);
        }
        newcomers.find(size - places, displaced);
        int draws = Math.min(places, newcomers.count());
        drawn.clear();
        sample.begin(newcomers.weights(), newcomers.count(), draws);
        sample.draw(new SplittableRandom(draft.seed()).nextDouble(), drawn);
        for (int i = 0; i < draws; i++) {
            int at = (i + 1) * size / (draws + 1);
            Rung rung = slots.rung(at - 1);
            slots.insert(at, newcomers.article(drawn.getInt(i)), rung, NEW, propensity(drawn.getInt(i)));
        }
        for (int last = displaced.count() - 1; last >= 0 && slots.count() < size; last--) {
            if (!slots.holds(displaced.article(last))) {
                slots.add(displaced.article(last), displaced.rung(last), displaced.shares(last));
            }
        }
    }

    /** Below 1 where chance decided, however little was left to it. */
    private float propensity(int place) {
        double chance = sample.chance(place);
        return chance < 1 ? Math.min((float) chance, Math.nextDown(1f)) : 1;
    }

    private void countServed() {
        Slots slots = draft.slots();
        long newSinceMs = draft.nowMs() - draft.policy().exploration().newness().toMillis();
        served.first().page(draft.nowMs());
        for (int slot = 0; slot < slots.count(); slot++) {
            long publishMs = draft.articles().publishMs(slots.article(slot));
            if (publishMs > newSinceMs && served.add(slots.article(slot))) {
                served.first().add(publishMs, draft.nowMs());
            }
        }
    }
}
