package io.reco.client.testing;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

import com.google.protobuf.ByteString;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.StreamObserver;
import org.jspecify.annotations.Nullable;

import io.reco.api.Article;
import io.reco.api.ArticleInfo;
import io.reco.api.ArticleResponse;
import io.reco.api.UserRecommendGrpc;
import io.reco.api.UserRequest;
import io.reco.api.v1.Exposure;
import io.reco.api.v1.Rung;
import io.reco.api.v1.SignedExposure;
import io.reco.api.v1.Source;
import io.reco.client.EventType;
import io.reco.client.Operation;
import io.reco.client.RecommendException.Code;
import io.reco.client.Violation;

/** Pages: new ones, the same ones again, and older ones, by the rules of the real server. Guarded by itself. */
final class FakeFeed extends UserRecommendGrpc.UserRecommendImplBase {
    private static final int COUNT_DEFAULT = 10;
    private static final int COUNT_MAX = 100;
    private static final int KEY_CHARS_MAX = 64;
    /** A moment up to here must be meant in seconds. */
    private static final long SECONDS_MAX = 99_999_999_999L;

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
    private record KeptPage(long stamp, long askedMs, String key, int count, List<Integer> articles) {}

    private record Query(int reader, int count, long stamp, String key) {}

    private final Script script;
    private final FakeCatalog catalog;
    private final FakeFeedback feedback;
    private final Clock clock;
    private final Map<Integer, List<Integer>> scripted = new HashMap<>();
    /** By reader, the newest page first. */
    private final Map<Integer, List<KeptPage>> pages = new HashMap<>();

    FakeFeed(Script script, FakeCatalog catalog, FakeFeedback feedback, Clock clock) {
        this.script = script;
        this.catalog = catalog;
        this.feedback = feedback;
        this.clock = clock;
    }

    synchronized void recommends(int reader, List<Integer> articles) {
        scripted.put(reader, articles);
    }

    @Override
    public void userRecommend(UserRequest request, StreamObserver<ArticleResponse> observer) {
        String key = Headers.idempotencyKey();
        script.answer(Operation.RECOMMEND, observer, () -> page(request, key));
    }

    private synchronized ArticleResponse page(UserRequest request, @Nullable String key) {
        validate(request, key);
        int count = request.getArticleNum() == 0 ? COUNT_DEFAULT : request.getArticleNum();
        Query query = new Query(request.getUserId(), count, request.getTimeStamp(), key == null ? "" : key);
        long now = clock.millis();
        List<KeptPage> kept = keptPages(query.reader(), now);
        Optional<KeptPage> replayed = replay(query, kept);
        if (replayed.isPresent()) {
            return response(query, replayed.get(), now);
        }
        long newest = kept.isEmpty() ? 0 : kept.get(0).stamp();
        if (query.stamp() == 0 || query.stamp() > now || query.stamp() >= Math.max(now - PAGE_AGE_MAX_MS, newest + 1)) {
            return refresh(query, kept, now);
        }
        return kept.stream()
                .filter(page -> page.stamp() < query.stamp()
                        && !left(query.reader(), page, now).isEmpty())
                .findFirst()
                .map(page -> response(query, page, now))
                .orElse(ArticleResponse.getDefaultInstance());
    }

    /** Those of a reader that are not forgotten yet; of nobody none, ever. */
    private List<KeptPage> keptPages(int reader, long now) {
        if (reader == 0) {
            return new ArrayList<>();
        }
        List<KeptPage> kept = pages.computeIfAbsent(reader, unknown -> new ArrayList<>());
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
                            "article_num: " + query.count() + " (expected: "
                                    + first.get().count() + ", as in the call before with this idempotency-key)",
                            "IDEMPOTENCY_KEY_REUSED")
                    .build());
        }
        return first;
    }

    private ArticleResponse refresh(Query query, List<KeptPage> kept, long now) {
        List<Integer> articles = fresh(query, kept, now);
        if (articles.isEmpty()) {
            return ArticleResponse.getDefaultInstance();
        }
        long newest = kept.isEmpty() ? 0 : kept.get(0).stamp();
        boolean isNow = query.stamp() == 0 || query.stamp() > now;
        long stamp = isNow ? Math.max(now, newest + 1) : query.stamp();
        boolean isAhead = query.stamp() > now && query.stamp() - now <= AHEAD_MAX_MS && query.stamp() != stamp;
        String key = query.stamp() == 0 ? query.key() : "";
        KeptPage page = new KeptPage(stamp, isAhead ? query.stamp() : 0, key, query.count(), articles);
        kept.add(0, page);
        if (kept.size() > PAGES_MAX) {
            kept.remove(PAGES_MAX);
        }
        return response(query, page, now);
    }

    private static void validate(UserRequest request, @Nullable String key) {
        List<Violation> violations = new ArrayList<>();
        if (request.getUserId() < 0) {
            violations.add(Script.violation("user_id", request.getUserId(), ">= 0"));
        }
        if (request.getArticleNum() < 0 || request.getArticleNum() > COUNT_MAX) {
            violations.add(Script.violation("article_num", request.getArticleNum(), "0..100"));
        }
        if (request.getTimeStamp() < 0) {
            violations.add(Script.violation("time_stamp", request.getTimeStamp(), ">= 0"));
        } else if (request.getTimeStamp() > 0 && request.getTimeStamp() <= SECONDS_MAX) {
            violations.add(Script.violation(
                    "time_stamp", request.getTimeStamp(), "milliseconds since 1970, not seconds; or 0 for now"));
        }
        if (key != null && !Script.isVisibleAscii(key, KEY_CHARS_MAX)) {
            violations.add(Script.violation("idempotency-key", key, "1..64 visible ASCII characters"));
        }
        if (!violations.isEmpty()) {
            throw StatusProto.toStatusRuntimeException(Script.invalid(Code.INVALID_ARGUMENT, violations));
        }
    }

    /** What was not shown yet; when that is too little, also what was shown, and last what was viewed. */
    private List<Integer> fresh(Query query, List<KeptPage> kept, long now) {
        int reader = query.reader();
        Predicate<Integer> showable = id -> isShowable(reader, id, now);
        List<Integer> articles = scripted.get(reader);
        if (articles != null) {
            return articles.stream().filter(showable).limit(query.count()).toList();
        }
        Set<Integer> shown = new HashSet<>();
        kept.forEach(page -> shown.addAll(page.articles()));
        Set<Integer> viewed = feedback.viewedBy(reader);
        Set<Integer> chosen = new LinkedHashSet<>();
        List<Predicate<Integer>> ladder = List.of(
                id -> !shown.contains(id) && !viewed.contains(id), id -> !viewed.contains(id), viewed::contains);
        for (Predicate<Integer> rung : ladder) {
            int missing = query.count() - chosen.size();
            List<Integer> more = catalog.ids()
                    .filter(id -> !chosen.contains(id))
                    .filter(rung.and(showable))
                    .limit(missing)
                    .toList();
            chosen.addAll(more);
        }
        return List.copyOf(chosen);
    }

    private boolean isShowable(int reader, int article, long now) {
        return catalog.isServable(article, now) && (reader == 0 || !feedback.isRejectedBy(reader, article));
    }

    /** A take-down wins over what was kept. */
    private List<Integer> left(int reader, KeptPage page, long now) {
        return page.articles().stream()
                .filter(id -> isShowable(reader, id, now))
                .toList();
    }

    private ArticleResponse response(Query query, KeptPage page, long now) {
        ArticleResponse.Builder response = ArticleResponse.newBuilder()
                .setTimeStamp(page.stamp())
                .setExposure(token(query.reader(), page.stamp(), page.articles()));
        left(query.reader(), page, now).stream()
                .limit(query.count())
                .forEach(id -> response.addRecommends(Article.newBuilder()
                        .setArticleId(id)
                        .setInfo(ArticleInfo.newBuilder()
                                .setViews(Long.toString(feedback.count(EventType.VIEW, id)))
                                .setShare(Long.toString(feedback.count(EventType.SHARE, id))))));
        return response.build();
    }

    /** Readable like a real one, and signed by nobody. */
    private static String token(int reader, long stamp, List<Integer> articles) {
        Exposure.Builder exposure = Exposure.newBuilder()
                .setUserId(reader)
                .setTimeStamp(stamp)
                .setRung(Rung.RUNG_TRENDING)
                .addAllArticleIds(articles);
        for (int i = 0; i < articles.size(); i++) {
            exposure.addRungs(Rung.RUNG_TRENDING).addSources(Source.SOURCE_TRENDING);
        }
        SignedExposure signed = SignedExposure.newBuilder()
                .setExposure(exposure.build().toByteString())
                .setSignature(ByteString.copyFromUtf8("fake"))
                .setKeyId("fake")
                .build();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(signed.toByteArray());
    }
}
