package io.reco.server.store.rocksdb.counts;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.reco.server.domain.EventType;
import io.reco.server.store.AtOnce;
import io.reco.server.store.count.CountStore;
import io.reco.server.store.count.Counts;
import io.reco.server.store.log.Positions;
import io.reco.server.store.rocksdb.db.Database;
import io.reco.server.store.rocksdb.db.Keys;
import io.reco.server.store.rocksdb.db.Moment;
import io.reco.server.store.rocksdb.db.Rocks.Table;

/** One number an article and type, of those that are not 0. */
public final class RocksCounts implements CountStore {

    private static final EventType[] TYPES = EventType.values();

    private final Database database;
    private final Supplier<Positions> newest;

    /** Counts are written with the facts: they have come as far as {@code newest} says that the log has. */
    public RocksCounts(Database database, Supplier<Positions> newest) {
        this.database = database;
        this.newest = newest;
    }

    @Override
    public CompletableFuture<List<Counts>> get(List<String> articles) {
        return AtOnce.of(() -> {
            List<byte[]> keys = new ArrayList<>(articles.size() * TYPES.length);
            for (String article : articles) {
                for (EventType type : TYPES) {
                    keys.add(Keys.ofCount(article, type.code()));
                }
            }
            List<byte @Nullable []> stored = database.getAll(Table.COUNTS, keys);
            List<Counts> found = new ArrayList<>(articles.size());
            for (int article = 0; article < articles.size(); article++) {
                found.add(counts(stored.subList(article * TYPES.length, (article + 1) * TYPES.length)));
            }
            return found;
        });
    }

    /** Of one article, by type in their order. */
    private static Counts counts(List<byte @Nullable []> stored) {
        Counts counts = Counts.NONE;
        for (int i = 0; i < TYPES.length; i++) {
            byte[] count = stored.get(i);
            if (count != null) {
                counts = counts.with(TYPES[i], Keys.toCount(count));
            }
        }
        return counts;
    }

    @Override
    public Positions upTo() {
        return newest.get();
    }

    /** Shows all counts of a moment, article by article: what belongs to one stands together. */
    public static void scan(Moment moment, BiConsumer<String, Counts> articles) {
        Gathered gathered = new Gathered(articles);
        moment.scan(
                Table.COUNTS, (key, value) -> gathered.add(Keys.name(key), key[key.length - 1], Keys.toCount(value)));
        gathered.finish();
    }

    /** Joins the counts of one article. */
    private static final class Gathered {

        private final BiConsumer<String, Counts> articles;
        private String article = "";
        private Counts counts = Counts.NONE;

        Gathered(BiConsumer<String, Counts> articles) {
            this.articles = articles;
        }

        void add(String next, int type, long count) {
            if (!next.equals(article)) {
                finish();
                article = next;
                counts = Counts.NONE;
            }
            counts = counts.with(EventType.of(type), count);
        }

        void finish() {
            if (!article.isEmpty()) {
                articles.accept(article, counts);
            }
        }
    }
}
