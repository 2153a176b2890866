package io.reco.server.recommend.space;

import java.time.Duration;
import java.util.List;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Scheduler;
import it.unimi.dsi.fastutil.HashCommon;
import org.jspecify.annotations.Nullable;

import io.reco.server.domain.Actions;
import io.reco.server.domain.page.Page;
import io.reco.server.domain.page.PageFilter;
import io.reco.server.recommend.draft.PageRequest;
import io.reco.server.recommend.draft.Surplus;
import io.reco.server.store.reader.ReaderState;

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

    /** Of the heap, so much for readers; and as much of that for nobody. */
    private static final int PART = 32;

    /** What an entry takes beside what is left, and each name in its filter. */
    private static final int ENTRY_BYTES = 300;

    private static final int NAME_BYTES = 100;

    private final Cache<Long, Left> ofReaders;
    private final Cache<Asked, Left> ofNobody;

    public Surpluses() {
        long bytes = Runtime.getRuntime().maxMemory() / PART;
        ofReaders = cache(bytes)
                .weigher((Long reader, Left left) -> left.asked.bytes() + left.surplus.bytes())
                .build();
        ofNobody = cache(bytes / PART)
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

        /** A filter may name a thousand articles. */
        int bytes() {
            PageFilter filter = choice.filter();
            int names = filter.topicsAny().size()
                    + filter.topicsNone().size()
                    + filter.authorsNone().size()
                    + filter.languages().size()
                    + 2 * filter.attributesEqual().size()
                    + 2 * filter.attributesNotEqual().size()
                    + filter.excludedArticles().size();
            return ENTRY_BYTES + NAME_BYTES * (names + recentArticles.size());
        }

        /** Policies are few: what a request chooses of them tells more. */
        @Override
        public int hashCode() {
            return 31 * count + choice.filter().hashCode();
        }
    }

    /**
     * What is left.
     *
     * @param placement the feed of the page that left it
     * @param since the stamp of the first page of this ranking
     * @param stamp that of the page that left it
     * @param known a hash of what the reader did and stated until then
     */
    public record Left(Surplus surplus, Asked asked, String placement, long since, long stamp, long known) {}

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
                && left.known == hash(state);
        return counts ? left : null;
    }

    private static boolean isNewest(Left left, String placement, List<Page> pages) {
        return left.placement.equals(placement)
                && !pages.isEmpty()
                && pages.get(0).stamp() == left.stamp
                && pages.get(0).placement().equals(placement);
    }

    /**
     * Keeps what a page left, in place of what the one before left.
     *
     * @param state of the reader, before the page
     */
    public void keep(long reader, PageRequest request, ReaderState state, long stamp, Surplus surplus) {
        Asked asked = Asked.by(request);
        if (reader != 0) {
            Left before = ofReaders.getIfPresent(reader);
            long since = before != null && before.surplus == surplus ? before.since : stamp;
            ofReaders.put(reader, new Left(surplus, asked, request.placement(), since, stamp, hash(state)));
        } else if (request.recentArticles().isEmpty()) {
            ofNobody.put(asked, new Left(surplus, asked, request.placement(), stamp, stamp, 0));
        }
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

    /** Of everything but pages. */
    private static long hash(ReaderState state) {
        Actions actions = state.actions();
        long hash = state.preferences().hashCode();
        for (int place = 0; place < actions.size(); place++) {
            hash = HashCommon.mix(hash ^ actions.article(place));
            hash = HashCommon.mix(hash ^ actions.timeMs(place) ^ actions.deed(place));
        }
        return hash;
    }
}
