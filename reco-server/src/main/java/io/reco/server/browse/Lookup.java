package io.reco.server.browse;

import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

import io.reco.server.browse.ArticleQuery.Order;
import io.reco.server.browse.ArticleQuery.View;
import io.reco.server.browse.ListedArticle.Stats;
import io.reco.server.domain.Article;
import io.reco.server.domain.EventType;
import io.reco.server.domain.paging.PageTokens;
import io.reco.server.model.Models;
import io.reco.server.model.catalogue.Articles;
import io.reco.server.model.content.Words;
import io.reco.server.store.Store;
import io.reco.server.store.article.ArticleRecord;
import io.reco.server.store.count.Counts;

/** Looks into the catalogue. Safe for use by many threads. */
public final class Lookup {

    /** Articles read at a time: they may be 500 KB each, and most answers need few. */
    private static final int PIECE = 16;

    /** Characters that cost about as much to look at as reading one more article does. */
    private static final int CHARS_A_LOOK = 1_000;

    /** The same where words are looked for, which takes stems of all. */
    private static final int STEMMED_CHARS_A_LOOK = 200;

    private final Store store;
    private final Models models;
    private final PageTokens tokens;
    private final Clock clock;
    private final Words words = new Words();

    public Lookup(Store store, Models models, PageTokens tokens, Clock clock) {
        this.store = store;
        this.models = models;
        this.tokens = tokens;
        this.clock = clock;
    }

    /**
     * The next of a list.
     *
     * @param found what the filter let through, in the list's order
     * @param last where the list goes on after all that was looked at
     * @param looks what it took: about one for each article that was looked at, more for long ones; at least 16
     * @param end whether there is nothing after it
     */
    public record Piece(List<Found> found, Place last, int looks, boolean end) {}

    /**
     * An article of a list.
     *
     * @param place where the list goes on after it
     */
    public record Found(ListedArticle article, Place place) {}

    /** Those of the given ids that were deleted and are not in the catalogue, in the order given. */
    public CompletableFuture<List<String>> deleted(List<String> ids) {
        return store.articles().deleted(ids);
    }

    /** Those of the given articles that the catalogue holds, in the order given. */
    public CompletableFuture<List<ListedArticle>> get(List<String> ids, View view) {
        return store.articles().get(ids).thenCompose(found -> shown(found, view));
    }

    /** Those of the given articles that may be recommended now, in the order given, without statistics. */
    public CompletableFuture<List<ListedArticle>> live(List<String> ids) {
        Match match = new Match(ArticleFilter.LIVE, words, clock.millis());
        return store.articles()
                .get(ids)
                .thenApply(found -> found.stream()
                        .filter(record -> match.lets(record.article()))
                        .toList())
                .thenCompose(found -> shown(found, View.BASIC));
    }

    /** The articles of a list that come next after a place, a few at a time. */
    public CompletableFuture<Piece> next(ArticleQuery query, Place after) {
        return query.order() == Order.ID ? nextById(query, after) : nextNewest(query, after);
    }

    private CompletableFuture<Piece> nextById(ArticleQuery query, Place after) {
        return store.articles().list(after.id(), PIECE + 1).thenCompose(records -> {
            boolean end = records.size() <= PIECE;
            List<ArticleRecord> some = end ? records : records.subList(0, PIECE);
            Place last = some.isEmpty() ? after : byId(some.get(some.size() - 1));
            return piece(query, some, Lookup::byId, last, end);
        });
    }

    private static Place byId(ArticleRecord record) {
        return new Place(0, record.id());
    }

    private CompletableFuture<Piece> nextNewest(ArticleQuery query, Place after) {
        NewestFirst.Some some =
                models.read(view -> new NewestFirst(view.articles()).next(after, query.filter(), PIECE));
        // As the models have it: what is stored may be newer.
        Map<String, Place> byId = new LinkedHashMap<>();
        some.places().forEach(place -> byId.put(place.id(), place));
        return store.articles()
                .get(List.copyOf(byId.keySet()))
                .thenCompose(records -> piece(
                        query, records, record -> byId.getOrDefault(record.id(), after), some.last(), some.end()));
    }

    private CompletableFuture<Piece> piece(
            ArticleQuery query,
            List<ArticleRecord> records,
            Function<ArticleRecord, Place> placeOf,
            Place last,
            boolean end) {
        Match match = new Match(query.filter(), words, clock.millis());
        List<ArticleRecord> through = new ArrayList<>();
        int looks = 0;
        int charsALook = query.filter().words().isBlank() ? CHARS_A_LOOK : STEMMED_CHARS_A_LOOK;
        for (ArticleRecord record : records) {
            looks += 1 + chars(record.article()) / charsALook;
            if (match.lets(record.article())) {
                through.add(record);
            }
        }
        int all = Math.max(PIECE, looks); // also where the articles of a stretch are gone
        return shown(through, query.view()).thenApply(listed -> {
            List<Found> found = new ArrayList<>();
            for (int i = 0; i < listed.size(); i++) {
                found.add(new Found(listed.get(i), placeOf.apply(through.get(i))));
            }
            return new Piece(found, last, all, end);
        });
    }

    private static int chars(Article article) {
        int chars = article.title().length()
                + article.summary().length()
                + article.url().length();
        for (Map.Entry<String, String> attribute : article.attributes().entrySet()) {
            chars += attribute.getKey().length() + attribute.getValue().length();
        }
        return chars;
    }

    private CompletableFuture<List<ListedArticle>> shown(List<ArticleRecord> records, View view) {
        if (view == View.BASIC) {
            return CompletableFuture.completedFuture(records.stream()
                    .map(record -> ListedArticle.of(record, Optional.empty()))
                    .toList());
        }
        List<String> ids = records.stream().map(ArticleRecord::id).toList();
        return store.counts().get(ids).thenApply(counts -> {
            Map<String, Integer> readers = readers(ids);
            List<ListedArticle> listed = new ArrayList<>();
            for (int i = 0; i < ids.size(); i++) {
                Stats stats = stats(counts.get(i), readers.getOrDefault(ids.get(i), 0));
                listed.add(ListedArticle.of(records.get(i), Optional.of(stats)));
            }
            return listed;
        });
    }

    private static Stats stats(Counts counts, int readers) {
        return new Stats(
                counts.of(EventType.VIEW),
                counts.of(EventType.SHARE),
                counts.of(EventType.EXPOSE),
                counts.of(EventType.LIKE),
                readers);
    }

    private Map<String, Integer> readers(List<String> ids) {
        return models.read(view -> {
            Map<String, Integer> readers = new HashMap<>();
            for (String id : ids) {
                int ordinal = view.articles().ordinal(store.ids().of(id));
                if (ordinal != Articles.NONE) {
                    readers.put(id, view.popularity().readers(ordinal));
                }
            }
            return readers;
        });
    }

    /** Says where a list goes on. */
    public String token(ArticleQuery query, Place last) {
        return tokens.token(query.bytes(), last.bytes());
    }

    /** Where the list goes on that a token is of; empty when it is of another list, or made up. */
    public Optional<Place> place(ArticleQuery query, String token) {
        return token.isEmpty()
                ? Optional.of(Place.START)
                : tokens.place(query.bytes(), token).flatMap(Place::of);
    }
}
