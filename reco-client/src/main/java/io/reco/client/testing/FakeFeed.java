package io.reco.client.testing;

import java.time.Clock;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

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

/** Pages: new ones, the same ones again, and older ones. Guarded by itself. */
final class FakeFeed extends UserRecommendGrpc.UserRecommendImplBase {
    private static final int COUNT_DEFAULT = 10;
    private static final int COUNT_MAX = 100;

    private final Script script;
    private final FakeCatalog catalog;
    private final FakeFeedback feedback;
    private final Clock clock;
    private final Map<Integer, List<Integer>> scripted = new HashMap<>();
    private final Map<Integer, NavigableMap<Long, List<Integer>>> pages = new HashMap<>();
    private final Map<String, Long> stampsByKey = new HashMap<>();

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
        validate(request);
        int reader = request.getUserId();
        int count = request.getArticleNum() == 0 ? COUNT_DEFAULT : request.getArticleNum();
        long now = clock.millis();
        if (reader == 0) {
            return response(reader, now, fresh(reader, count, Set.of()), count);
        }
        NavigableMap<Long, List<Integer>> kept = pages.computeIfAbsent(reader, unknown -> new TreeMap<>());
        long asked = request.getTimeStamp();
        Long replayed = asked == 0 && key != null ? stampsByKey.get(reader + " " + key) : null;
        if (replayed != null) {
            return response(reader, replayed, kept.getOrDefault(replayed, List.of()), count);
        }
        long newest = kept.isEmpty() ? 0 : kept.lastKey();
        long stamp = asked == 0 ? Math.max(now, newest + 1) : Math.min(asked, Math.max(now, newest));
        if (stamp > newest) {
            kept.put(stamp, fresh(reader, count, shown(kept)));
            if (key != null) {
                stampsByKey.put(reader + " " + key, stamp);
            }
        }
        Map.Entry<Long, List<Integer>> found = kept.floorEntry(stamp);
        return found == null
                ? ArticleResponse.getDefaultInstance()
                : response(reader, found.getKey(), found.getValue(), count);
    }

    private static void validate(UserRequest request) {
        List<Violation> violations = new ArrayList<>();
        if (request.getUserId() < 0) {
            violations.add(Script.violation("user_id", request.getUserId(), ">= 0"));
        }
        if (request.getArticleNum() < 0 || request.getArticleNum() > COUNT_MAX) {
            violations.add(Script.violation("article_num", request.getArticleNum(), "0..100"));
        }
        if (request.getTimeStamp() < 0) {
            violations.add(Script.violation("time_stamp", request.getTimeStamp(), ">= 0"));
        }
        if (!violations.isEmpty()) {
            throw StatusProto.toStatusRuntimeException(Script.invalid(Code.INVALID_ARGUMENT, violations));
        }
    }

    private static Set<Integer> shown(NavigableMap<Long, List<Integer>> kept) {
        Set<Integer> shown = new HashSet<>();
        kept.values().forEach(shown::addAll);
        return shown;
    }

    private List<Integer> fresh(int reader, int count, Set<Integer> shown) {
        List<Integer> articles = scripted.get(reader);
        if (articles != null) {
            return articles.subList(0, Math.min(count, articles.size()));
        }
        return catalog.ids().filter(id -> !shown.contains(id)).limit(count).toList();
    }

    private ArticleResponse response(int reader, long stamp, List<Integer> articles, int count) {
        List<Integer> cut = articles.subList(0, Math.min(count, articles.size()));
        ArticleResponse.Builder response = ArticleResponse.newBuilder().setTimeStamp(stamp);
        for (int id : cut) {
            response.addRecommends(Article.newBuilder()
                    .setArticleId(id)
                    .setInfo(ArticleInfo.newBuilder()
                            .setViews(Long.toString(feedback.count(EventType.VIEW, id)))
                            .setShare(Long.toString(feedback.count(EventType.SHARE, id)))));
        }
        return cut.isEmpty()
                ? response.build()
                : response.setExposure(token(reader, stamp, articles)).build();
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
