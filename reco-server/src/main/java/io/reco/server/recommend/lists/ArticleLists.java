package io.reco.server.recommend.lists;

import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.reco.server.domain.IdKeys;
import io.reco.server.domain.page.Page;
import io.reco.server.domain.page.Shown;
import io.reco.server.domain.refusal.Refusal;
import io.reco.server.exposure.ExposureTokens;
import io.reco.server.model.Models;
import io.reco.server.model.catalogue.Articles;
import io.reco.server.recommend.draft.PageRequest;
import io.reco.server.recommend.space.Workspaces;
import io.reco.server.store.reader.ReaderState;
import io.reco.server.store.reader.ReaderStore;

/** Turns requests into lists, of which nothing is kept. Safe for use by many threads. */
public final class ArticleLists {

    private final ReaderStore readers;
    private final Models models;
    private final IdKeys ids;
    private final ExposureTokens tokens;
    private final Clock clock;
    private final Workspaces<ListSpace> spaces;

    public ArticleLists(ReaderStore readers, Models models, IdKeys ids, ExposureTokens tokens, Clock clock) {
        this.readers = readers;
        this.models = models;
        this.ids = ids;
        this.tokens = tokens;
        this.clock = clock;
        this.spaces = new Workspaces<>(Runtime.getRuntime().availableProcessors(), () -> new ListSpace(ids));
    }

    /**
     * What is like an article of the catalogue, for the request's reader without what they viewed or rejected. The future fails
     * with a {@link Refusal} when the catalogue has no such article.
     *
     * @param article its id
     * @param request for whom, how many, and with {@code keep} false for a list without a token
     * @param publishedOnly whether an article that is to be published later counts as not there
     */
    public CompletableFuture<Listing> related(String article, PageRequest request, boolean publishedOnly) {
        long nowMs = clock.millis();
        return state(request.reader())
                .thenApply(state -> related(article, request, publishedOnly ? nowMs : Long.MAX_VALUE, state, nowMs));
    }

    private CompletableFuture<ReaderState> state(String reader) {
        return reader.isEmpty() ? CompletableFuture.completedFuture(ReaderState.EMPTY) : readers.read(reader);
    }

    private Listing related(String article, PageRequest request, long publishedMaxMs, ReaderState state, long nowMs) {
        long reader = request.reader().isEmpty() ? 0 : ids.ofReader(request.reader());
        ListSpace space = spaces.borrow();
        ListSpace.Made made;
        try {
            made = models.read(view -> {
                int ordinal = view.articles().ordinal(ids.of(article));
                if (ordinal == Articles.NONE
                        || !view.articles().isListed(ordinal)
                        || view.articles().publishMs(ordinal) > publishedMaxMs) {
                    throw Refusal.notFound("article_id: " + article + " (expected: an article of the catalogue)");
                }
                return space.related(view, request, ordinal, reader, state, nowMs);
            });
        } finally {
            spaces.giveBack(space);
        }
        return request.keep() ? withToken(request, made, nowMs) : new Listing("", made.items());
    }

    /** A list has a token as a page has one, so that what follows can be attributed; but it is no page of a feed. */
    private Listing withToken(PageRequest request, ListSpace.Made made, long nowMs) {
        List<String> articles = made.items().stream().map(Listing.Item::article).toList();
        int fitting = tokens.fitting(request.reader(), articles);
        if (fitting == 0) {
            return new Listing("", List.of());
        }
        List<Listing.Item> items = made.items().subList(0, fitting);
        List<Page.Slot> slots = items.stream().map(Listing.Item::slot).toList();
        Page page = new Page(
                request.placement(),
                nowMs,
                0,
                "",
                0,
                0,
                tokens.signingKeyId(),
                request.policy().name(),
                made.modelId(),
                false,
                slots,
                Shown.UNKNOWN);
        return new Listing(tokens.sign(request.reader(), page, articles.subList(0, fitting)), items);
    }

    /**
     * What is at the top, for nobody in particular.
     *
     * @param topic its name, in whatever case; empty for all topics. Of a topic that no article has there is nothing
     * @param request how many
     */
    public Listing top(TopKind kind, String topic, PageRequest request) {
        long nowMs = clock.millis();
        ListSpace space = spaces.borrow();
        try {
            return models.read(view -> {
                int named = topic.isEmpty() ? Articles.NONE : view.articles().topicNamed(topic);
                return named == Articles.NONE && !topic.isEmpty()
                        ? new Listing("", List.of())
                        : new Listing(
                                "", space.top(view, request, kind, named, nowMs).items());
            });
        } finally {
            spaces.giveBack(space);
        }
    }
}
