package io.reco.server.recommend.space;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Scheduler;
import it.unimi.dsi.fastutil.HashCommon;
import org.jspecify.annotations.Nullable;

import io.reco.server.domain.Actions;
import io.reco.server.domain.page.Page;
import io.reco.server.domain.page.PageFilter;
import io.reco.server.domain.reader.Preferences;
import io.reco.server.model.settings.HeapBudget;
import io.reco.server.recommend.draft.PageRequest;
import io.reco.server.recommend.draft.Surplus;
import io.reco.server.store.reader.ReaderState;
import io.reco.server.store.reader.Retention;

/**
 * What pages left for the next ones: of each reader's newest page, and of pages for nobody in particular by what was asked for.
 * In memory alone, bounded, and gone after two minutes. Whether it still counts is judged by what is stored of the reader, so a
 * page that another server kept makes it void, too. Safe for use by many threads.
 */
public final class Surpluses {

    /** So old a ranking may be for its reader. */
    private static final Duration READER_AGE_MAX = Duration.ofMinutes(2);

    /** So old for everybody: what happens changes everybody's pages within a second. */
    private static final Duration NOBODY_AGE_MAX = Duration.ofSeconds(1);

    /** What is left for nobody takes such a part of what is left for readers. */
    private static final int NOBODYS_PART = 32;

    /** What an entry takes beside what is left and names, and a name beside its characters. */
    private static final int ENTRY_BYTES = 300;

    private static final int NAME_BYTES = 60;

    private final Cache<Long, Left> ofReaders;
    private final Cache<Asked, Left> ofNobody;

    public Surpluses() {
        long bytes = HeapBudget.ofProcess().surplusesMax();
        ofReaders =
                cache(bytes).weigher((Long reader, Left left) -> left.bytes()).build();
        ofNobody = cache(bytes / NOBODYS_PART)
                .weigher((Asked asked, Left left) -> asked.bytes() + left.surplus.bytes())
                .build();
    }

    /** Entries go in time also when nobody asks any more; how old one is that counts is looked at by the clock of pages. */
    private static Caffeine<Object, Object> cache(long bytes) {
        return Caffeine.newBuilder()
                .maximumWeight(bytes)
                .expireAfterWrite(READER_AGE_MAX)
                .executor(Runnable::run)
                .scheduler(Scheduler.systemScheduler());
    }

    /** All of a request that its ranking, and the number of its exploring places, depend on. */
    public record Asked(int count, PageRequest.Choice choice, List<String> recentArticles) {

        static Asked by(PageRequest request) {
            return new Asked(request.count(), request.choice(), request.recentArticles());
        }

        /** A filter may name a thousand articles, and attributes of thousands of characters. */
        int bytes() {
            PageFilter filter = choice.filter();
            return ENTRY_BYTES
                    + bytesOf(filter.topicsAny())
                    + bytesOf(filter.topicsNone())
                    + bytesOf(filter.authorsNone())
                    + bytesOf(filter.languages())
                    + bytesOf(filter.attributesEqual().keySet())
                    + bytesOf(filter.attributesEqual().values())
                    + bytesOf(filter.attributesNotEqual().keySet())
                    + bytesOf(filter.attributesNotEqual().values())
                    + bytesOf(filter.excludedArticles())
                    + bytesOf(recentArticles);
        }

        /** Policies are few: what a request chooses of them tells more. */
        @Override
        public int hashCode() {
            return 31 * count + choice.filter().hashCode();
        }
    }

    private static int bytesOf(Collection<String> names) {
        int bytes = 0;
        for (String name : names) {
            bytes += NAME_BYTES + Character.BYTES * name.length();
        }
        return bytes;
    }

    /**
     * What is left.
     *
     * @param placement the feed of the page that left it
     * @param since the stamp of the first page of this ranking
     * @param stamp that of the page that left it
     * @param stated what the reader stated until then
     * @param known a hash of what the reader did and was served until then
     */
    public record Left(
            Surplus surplus, Asked asked, String placement, long since, long stamp, Preferences stated, long known) {

        int bytes() {
            return asked.bytes()
                    + surplus.bytes()
                    + bytesOf(stated.followedTopics())
                    + bytesOf(stated.blockedTopics())
                    + bytesOf(stated.followedAuthors())
                    + bytesOf(stated.blockedAuthors())
                    + bytesOf(stated.languageCodes());
        }
    }

    /** What is left for a page of a reader of this key, 0 being nobody; null when it does not count any more. */
    public @Nullable Left of(long reader, PageRequest request, ReaderState state, long nowMs) {
        if (reader == 0) {
            Left left = ofNobody.getIfPresent(Asked.by(request));
            return left != null && left.surplus.madeWithin(NOBODY_AGE_MAX.toMillis(), nowMs) ? left : null;
        }
        Left left = ofReaders.getIfPresent(reader);
        boolean counts = left != null
                && left.surplus.madeWithin(READER_AGE_MAX.toMillis(), nowMs)
                && isNewest(left, request.placement(), state.pages())
                && left.asked.equals(Asked.by(request))
                && left.stated.equals(state.preferences())
                && left.known == hash(state.actions(), state.pages(), left.since);
        return counts ? left : null;
    }

    private static boolean isNewest(Left left, String placement, List<Page> pages) {
        return left.placement.equals(placement)
                && !pages.isEmpty()
                && pages.get(0).stamp() == left.stamp
                && pages.get(0).placement().equals(placement);
    }

    /**
     * Keeps what a page left, in place of what the one before left. What went while the page was made of it does not come back:
     * then nobody knows any more which pages were.
     *
     * @param state of the reader, before the page
     * @param ranked whether it was ranked for this page; else it is what {@link #of} gave for it
     */
    public void keep(long reader, PageRequest request, ReaderState state, Page page, Surplus surplus, boolean ranked) {
        Asked asked = Asked.by(request);
        if (reader == 0) {
            if (ranked && request.recentArticles().isEmpty()) {
                ofNobody.put(
                        asked,
                        new Left(surplus, asked, page.placement(), page.stamp(), page.stamp(), Preferences.NONE, 0));
            }
            return;
        }
        Left before = ranked ? null : ofReaders.getIfPresent(reader);
        if (ranked || (before != null && before.surplus == surplus)) {
            long since = before == null ? page.stamp() : before.since;
            long known = hash(state.actions(), with(page, state.pages()), since);
            ofReaders.put(
                    reader,
                    new Left(surplus, asked, page.placement(), since, page.stamp(), state.preferences(), known));
        }
    }

    /** As they are once this one is kept, too. */
    private static List<Page> with(Page page, List<Page> before) {
        List<Page> pages = new ArrayList<>(before.size() + 1);
        pages.add(page);
        pages.addAll(before);
        return Retention.limit(pages, Long.MIN_VALUE);
    }

    /** Forgets what is left for a reader of this key. */
    public void forget(long reader) {
        ofReaders.invalidate(reader);
    }

    /** For how many readers something is left. */
    public long readers() {
        ofReaders.cleanUp();
        return ofReaders.estimatedSize();
    }

    /**
     * Of all that may keep an article from the reader, but for the pages of this ranking, which are looked at anew: what the
     * reader did, which pages there are, as others come with a merge, and what of those before was seen, as that becomes known
     * late.
     */
    private static long hash(Actions actions, List<Page> pages, long since) {
        long hash = 0;
        for (int place = 0; place < actions.size(); place++) {
            hash = HashCommon.mix(hash ^ actions.article(place));
            hash = HashCommon.mix(hash ^ (actions.timeMs(place) + actions.deed(place))); // times are whole seconds
        }
        for (Page page : pages) {
            hash = HashCommon.mix(hash ^ page.stamp());
            hash = HashCommon.mix(hash ^ page.placement().hashCode());
            if (page.stamp() < since) {
                hash = HashCommon.mix(hash ^ page.shown().lower());
                hash = HashCommon.mix(hash ^ page.shown().upper());
            }
        }
        return hash;
    }
}
