package io.reco.client.testing;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

import com.google.protobuf.ByteString;
import io.grpc.protobuf.StatusProto;

import io.reco.api.v1.Exposure;
import io.reco.api.v1.PageFilter;
import io.reco.api.v1.Reader;
import io.reco.api.v1.Rung;
import io.reco.api.v1.SignedExposure;
import io.reco.api.v1.Source;
import io.reco.client.RecommendException.Code;

/** Pages: new ones, the same ones again, and older ones, by the rules of the real server. Guarded by itself. */
final class FakeFeed {
    private static final long AHEAD_MAX_MS = Duration.ofMinutes(5).toMillis();
    private static final int PAGES_MAX = 50;
    private static final long PAGE_AGE_MAX_MS = Duration.ofDays(90).toMillis();

    /**
     * A page as it was first answered.
     *
     * @param askedMs the moment a fast clock asked for; 0 when there is none
     * @param key the idempotency key it was asked for with; empty for none
     * @param count how many articles were asked for
     */
    private record KeptPage(long stamp, long askedMs, String key, int count, List<String> articles) {}

    /** Which of its two services was asked; each names its fields in its own way. */
    enum Contract {
        /** It shows only articles whose id is a number. */
        ORIGINAL("article_num", "idempotency-key"),
        V1("page_size", "request_id");

        private final String countField;
        private final String keyField;

        Contract(String countField, String keyField) {
            this.countField = countField;
            this.keyField = keyField;
        }

        boolean canName(String id) {
            return this == V1 || isNumber(id);
        }
    }

    /**
     * A request for a page.
     *
     * @param reader empty for an anonymous one
     * @param placement of which feed
     * @param stamp the moment asked for; 0 for now
     * @param key idempotency key; empty for none
     * @param recent what the reader opened just now
     * @param look whether nothing is to be kept
     */
    record Query(
            String reader,
            String placement,
            int count,
            long stamp,
            String key,
            Contract contract,
            List<String> recent,
            PageFilter filter,
            boolean look) {
        Feed feed() {
            return new Feed(reader, placement);
        }
    }

    /** One reader's pages in one placement. */
    private record Feed(String reader, String placement) {}

    /** A page as it is kept, for those who look at a reader. */
    record Kept(String placement, long stamp, List<String> articles) {}

    /** A page as its reader gets it; without stamp and token when there is none. */
    record ShownPage(long stamp, String token, List<String> articles) {
        static final ShownPage NONE = new ShownPage(0, "", List.of());
    }

    private final FakeCatalog catalog;
    private final FakeFeedback feedback;
    private final Clock clock;
    private final Map<String, List<String>> scripted = new HashMap<>();
    /** The newest page first. */
    private final Map<Feed, List<KeptPage>> pages = new HashMap<>();
    /** What readers stated. */
    private final Map<String, Reader> stated = new ConcurrentHashMap<>();

    private long made;

    FakeFeed(FakeCatalog catalog, FakeFeedback feedback, Clock clock) {
        this.catalog = catalog;
        this.feedback = feedback;
        this.clock = clock;
    }

    synchronized void recommends(String reader, List<String> articles) {
        scripted.put(reader, articles);
    }

    synchronized ShownPage page(Query query) {
        long now = clock.millis();
        List<KeptPage> kept = keptPages(query.feed(), now);
        Optional<KeptPage> replayed = replay(query, kept);
        if (replayed.isPresent()) {
            return shown(query, replayed.get(), now);
        }
        long newest = kept.isEmpty() ? 0 : kept.get(0).stamp();
        if (query.stamp() == 0 || query.stamp() > now || query.stamp() >= Math.max(now - PAGE_AGE_MAX_MS, newest + 1)) {
            return refresh(query, kept, now);
        }
        return kept.stream()
                .filter(page ->
                        page.stamp() < query.stamp() && !left(query, page, now).isEmpty())
                .findFirst()
                .map(page -> shown(query, page, now))
                .orElse(ShownPage.NONE);
    }

    /** Those of a reader that are not forgotten yet; of nobody none, ever. */
    private List<KeptPage> keptPages(Feed feed, long now) {
        if (feed.reader().isEmpty()) {
            return new ArrayList<>();
        }
        List<KeptPage> kept = pages.computeIfAbsent(feed, unknown -> new ArrayList<>());
        kept.removeIf(page -> page.stamp() < now - PAGE_AGE_MAX_MS);
        return kept;
    }

    /** The page of the query's moment or, when it means now, of its key. */
    private static Optional<KeptPage> replay(Query query, List<KeptPage> kept) {
        if (query.stamp() != 0) {
            return kept.stream()
                    .filter(page -> page.stamp() == query.stamp() || page.askedMs() == query.stamp())
                    .findFirst();
        }
        Optional<KeptPage> first = query.key().isEmpty()
                ? Optional.empty()
                : kept.stream().filter(page -> page.key().equals(query.key())).findFirst();
        if (first.isPresent() && first.get().count() != query.count()) {
            throw StatusProto.toStatusRuntimeException(Script.status(
                            Code.ABORTED,
                            query.contract().countField + ": " + query.count() + " (expected: "
                                    + first.get().count() + ", as in the call before with this "
                                    + query.contract().keyField + ")",
                            "IDEMPOTENCY_KEY_REUSED")
                    .build());
        }
        return first;
    }

    private ShownPage refresh(Query query, List<KeptPage> kept, long now) {
        List<String> articles = fresh(query, kept, now);
        if (articles.isEmpty()) {
            return ShownPage.NONE;
        }
        long newest = kept.isEmpty() ? 0 : kept.get(0).stamp();
        boolean isNow = query.stamp() == 0 || query.stamp() > now;
        long stamp = isNow ? Math.max(now, newest + 1) : query.stamp();
        boolean isAhead = query.stamp() > now && query.stamp() - now <= AHEAD_MAX_MS && query.stamp() != stamp;
        String key = query.stamp() == 0 ? query.key() : "";
        KeptPage page = new KeptPage(stamp, isAhead ? query.stamp() : 0, key, query.count(), articles);
        if (query.look()) {
            return new ShownPage(stamp, "", articles);
        }
        made++;
        kept.add(0, page);
        if (kept.size() > PAGES_MAX) {
            kept.remove(PAGES_MAX);
        }
        return shown(query, page, now);
    }

    /** What was not shown yet; when that is too little, also what was shown, and last what was viewed. */
    private List<String> fresh(Query query, List<KeptPage> kept, long now) {
        String reader = query.reader();
        Predicate<String> showable = id -> isShowable(query, id, now) && isWanted(query, id);
        List<String> articles = scripted.get(reader);
        if (articles != null) {
            return articles.stream().filter(showable).limit(query.count()).toList();
        }
        Set<String> shown = new HashSet<>();
        kept.forEach(page -> shown.addAll(page.articles()));
        Set<String> viewed = new HashSet<>(feedback.viewedBy(reader));
        viewed.addAll(query.recent());
        Set<String> chosen = new LinkedHashSet<>();
        List<Predicate<String>> ladder = List.of(
                id -> !shown.contains(id) && !viewed.contains(id), id -> !viewed.contains(id), viewed::contains);
        for (Predicate<String> rung : ladder) {
            int missing = query.count() - chosen.size();
            List<String> more = catalog.ids()
                    .filter(id -> !chosen.contains(id))
                    .filter(rung.and(showable))
                    .limit(missing)
                    .toList();
            chosen.addAll(more);
        }
        return List.copyOf(chosen);
    }

    private boolean isShowable(Query query, String article, long now) {
        return query.contract().canName(article)
                && catalog.isServable(article, now)
                && (query.reader().isEmpty() || !feedback.isRejectedBy(query.reader(), article));
    }

    private boolean isWanted(Query query, String article) {
        return FakeFilter.passes(query.filter(), article, catalog.find(article))
                && FakeFilter.passes(stated(query.reader()), catalog.find(article));
    }

    /** What a reader stated; of one who did not, only the id. */
    Reader stated(String reader) {
        return stated.getOrDefault(
                reader,
                Reader.newBuilder().setReaderId(reader).setPersonalised(true).build());
    }

    void state(Reader reader) {
        stated.put(reader.getReaderId(), reader);
    }

    /** All kept pages of a reader, the newest first. */
    synchronized List<Kept> kept(String reader) {
        long now = clock.millis();
        return pages.keySet().stream().filter(feed -> feed.reader().equals(reader)).toList().stream()
                .flatMap(feed -> keptPages(feed, now).stream()
                        .map(page -> new Kept(feed.placement(), page.stamp(), page.articles())))
                .sorted(Comparator.comparingLong(Kept::stamp).reversed())
                .toList();
    }

    synchronized long made() {
        return made;
    }

    /** All pages of one reader belong to another from now on; how many they were. */
    synchronized int merge(String from, String into) {
        int moved = 0;
        for (Feed feed : List.copyOf(pages.keySet())) {
            if (feed.reader().equals(from)) {
                List<KeptPage> theirs = new ArrayList<>(pages.getOrDefault(feed, List.of()));
                pages.remove(feed);
                List<KeptPage> kept = pages.computeIfAbsent(new Feed(into, feed.placement()), key -> new ArrayList<>());
                theirs.removeIf(page -> kept.stream().anyMatch(other -> other.stamp() == page.stamp()));
                kept.addAll(theirs);
                kept.sort(Comparator.comparingLong(KeptPage::stamp).reversed());
                moved += theirs.size();
            }
        }
        return moved;
    }

    /** How many pages it were. */
    synchronized int erase(String reader) {
        int gone = kept(reader).size();
        pages.keySet().removeIf(feed -> feed.reader().equals(reader));
        stated.remove(reader);
        return gone;
    }

    /** Whether the original contract can name it: 1 to 2147483647, without leading zeros. */
    private static boolean isNumber(String id) {
        try {
            int number = Integer.parseInt(id);
            return number > 0 && Integer.toString(number).equals(id);
        } catch (NumberFormatException e) {
            return false;
        }
    }

    /** A take-down wins over what was kept. */
    private List<String> left(Query query, KeptPage page, long now) {
        return page.articles().stream().filter(id -> isShowable(query, id, now)).toList();
    }

    private ShownPage shown(Query query, KeptPage page, long now) {
        List<String> articles =
                left(query, page, now).stream().limit(query.count()).toList();
        String token =
                query.look() ? "" : token(exposure(query.reader(), query.placement(), page.stamp(), page.articles()));
        return new ShownPage(page.stamp(), token, articles);
    }

    static Exposure exposure(String reader, String placement, long stamp, List<String> articles) {
        Exposure.Builder exposure = Exposure.newBuilder()
                .setReaderId(reader)
                .setPlacement(placement)
                .setPageTime(Times.timestamp(stamp))
                .setRung(Rung.RUNG_TRENDING);
        for (String article : articles) {
            exposure.addSlots(Exposure.Slot.newBuilder()
                    .setArticleId(article)
                    .setRung(Rung.RUNG_TRENDING)
                    .setSource(Source.SOURCE_TRENDING)
                    .setPropensity(1));
        }
        return exposure.build();
    }

    /** Readable like a real one, and signed by nobody. */
    static String token(Exposure exposure) {
        SignedExposure signed = SignedExposure.newBuilder()
                .setExposure(exposure.toByteString())
                .setSignature(ByteString.copyFromUtf8("fake"))
                .setKeyId("fake")
                .build();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(signed.toByteArray());
    }
}
