package io.reco.server.recommend;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import io.reco.server.domain.page.Page;
import io.reco.server.domain.refusal.Refusal;
import io.reco.server.exposure.ExposureTokens;
import io.reco.server.model.Models;
import io.reco.server.model.catalogue.Articles;
import io.reco.server.recommend.draft.PageRequest;
import io.reco.server.recommend.draft.Policy;
import io.reco.server.recommend.explain.Absence;
import io.reco.server.recommend.explain.DeletedArticles;
import io.reco.server.store.Store;
import io.reco.server.store.life.PagePlace;
import io.reco.server.store.life.ReaderLives;
import io.reco.server.store.reader.ReaderState;
import io.reco.server.store.reader.ReaderStore;

/** Says why kept pages are as they are. Safe for use by many threads. */
public final class Explainer {

    private final ReaderStore readers;
    private final ReaderLives lives;
    private final DeletedArticles deleted;
    private final Pipeline pipeline;
    private final Models models;
    private final ExposureTokens tokens;
    private final Clock clock;

    public Explainer(Store store, Pipeline pipeline, Models models, ExposureTokens tokens, Clock clock) {
        this.readers = store.readers();
        this.lives = store.lives();
        this.deleted = new DeletedArticles(store.articles());
        this.pipeline = pipeline;
        this.models = models;
        this.tokens = tokens;
        this.clock = clock;
    }

    /** Names a page: whose it is, of which feed, and its stamp. */
    public record PageName(String reader, String placement, long stamp) {}

    /**
     * What is known of a kept page.
     *
     * @param exposure a serialized {@code reco.v1.Exposure}: what its token says
     * @param page as it was made, and what became known of it
     * @param articles the ids of its articles, in its order; empty for one that is not known any more
     * @param absences of the articles that were asked about, in their order, those that are not on the page
     * @param asOfMs the moment that {@code absences} are as of, milliseconds since 1970 UTC
     */
    @SuppressWarnings("ArrayRecordComponent") // bytes on their way to a caller
    public record Explanation(byte[] exposure, Page page, List<String> articles, List<Absence> absences, long asOfMs) {}

    /** The page of a token, as it was served; empty unless this server, or another with one of its keys, made the token. */
    public Optional<PageName> named(String token) {
        return tokens.verify(token)
                .map(exposure -> new PageName(exposure.reader(), exposure.placement(), exposure.stamp()));
    }

    /** Where a page that was served is now: readers may have been merged since. */
    public CompletableFuture<PageName> now(PageName served) {
        if (served.reader.isEmpty()) {
            return CompletableFuture.completedFuture(served);
        }
        return lives.path(new PagePlace(served.reader, served.placement, served.stamp))
                .thenApply(path -> path.get(path.size() - 1))
                .thenApply(place -> new PageName(place.reader(), place.placement(), place.stamp()));
    }

    /**
     * Explains a page. The future fails with a {@link Refusal} when the page is not kept.
     *
     * @param absent ids of articles of which the answer says why they are not on the page
     * @param policy which says when what was served may come back
     */
    public CompletableFuture<Explanation> explain(PageName name, List<String> absent, Policy policy) {
        long nowMs = clock.millis();
        PageRequest request = PageRequest.of(name.reader, 1, policy)
                .in(name.placement)
                .explaining(absent)
                .notKept();
        return state(name.reader)
                .thenApply(state -> explain(request, page(name, state), state, nowMs))
                .thenCompose(explained -> deleted.named(explained.absences)
                        .thenApply(absences -> new Explanation(
                                explained.exposure, explained.page, explained.articles, absences, nowMs)));
    }

    private CompletableFuture<ReaderState> state(String reader) {
        return reader.isEmpty() ? CompletableFuture.completedFuture(ReaderState.EMPTY) : readers.read(reader);
    }

    private static Page page(PageName name, ReaderState state) {
        for (Page page : state.pages()) {
            if (page.stamp() == name.stamp && page.placement().equals(name.placement)) {
                return page;
            }
        }
        throw Refusal.notFound("page_time: " + Instant.ofEpochMilli(name.stamp)
                + " (expected: that of a page that is kept of this reader)");
    }

    private Explanation explain(PageRequest request, Page page, ReaderState state, long nowMs) {
        List<String> articles = models.read(view -> {
            List<String> ids = new ArrayList<>(page.slots().size());
            for (Page.Slot slot : page.slots()) {
                int named = view.articles().ordinal(slot.article());
                ids.add(named == Articles.NONE ? "" : view.articles().id(named));
            }
            return ids;
        });
        List<Absence> absences =
                request.absent().isEmpty() ? List.of() : pipeline.absences(request, page, state, nowMs);
        return new Explanation(
                ExposureTokens.exposure(request.reader(), page, articles), page, articles, absences, nowMs);
    }
}
