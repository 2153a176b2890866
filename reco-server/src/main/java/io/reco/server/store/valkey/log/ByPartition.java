package io.reco.server.store.valkey.log;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

import io.reco.server.domain.Event;
import io.reco.server.domain.Fact;
import io.reco.server.domain.reader.Preferences;
import io.reco.server.store.article.ArticleChange;
import io.reco.server.store.article.ArticleRecord;
import io.reco.server.store.reader.PreferencesChange;
import io.reco.server.store.valkey.articles.ArticleCall;
import io.reco.server.store.valkey.layout.Layout;
import io.reco.server.store.valkey.readers.append.ReaderCall;

/** What one call appends, by where it belongs: of each reader and of each article in the order given. */
final class ByPartition {

    private final Layout layout;
    private final Map<Integer, Map<String, ReaderCall>> readers = new TreeMap<>();
    private final Map<Integer, Map<String, ArticleCall>> articles = new TreeMap<>();
    private int size;

    ByPartition(Layout layout) {
        this.layout = layout;
    }

    /** A fact about an article, decided already. */
    private record Decided(String article, Fact fact) implements ArticleChange {

        @Override
        public Fact decide(@Nullable ArticleRecord record, long nowMs) {
            return fact;
        }
    }

    /** What a reader states, decided already. */
    private record Stated(String reader, Preferences preferences) implements PreferencesChange {

        @Override
        public Preferences decide(Preferences before, long nowMs) {
            return preferences;
        }
    }

    ByPartition facts(List<? extends Fact> facts) {
        for (Fact fact : facts) {
            if (fact instanceof Event event) {
                reader(event.reader()).add(size++, event);
            } else if (fact instanceof Fact.ReaderUpdated updated) {
                add(new Stated(updated.reader(), updated.preferences()));
            } else if (fact instanceof Fact.ArticleUpserted upserted) {
                add(new Decided(upserted.article().id(), fact));
            } else if (fact instanceof Fact.ArticleDeleted deleted) {
                add(new Decided(deleted.article(), fact));
            } else {
                throw new IllegalArgumentException("fact: " + fact + " (expected: one that can be appended)");
            }
        }
        return this;
    }

    ByPartition changes(List<? extends ArticleChange> changes) {
        changes.forEach(this::add);
        return this;
    }

    ByPartition add(PreferencesChange change) {
        reader(change.reader()).add(size++, change);
        return this;
    }

    private void add(ArticleChange change) {
        articles.computeIfAbsent(layout.ofArticle(change.article()), unused -> new LinkedHashMap<>())
                .computeIfAbsent(change.article(), ArticleCall::new)
                .add(size++, change);
    }

    private ReaderCall reader(String reader) {
        return readers.computeIfAbsent(layout.ofReader(reader), unused -> new LinkedHashMap<>())
                .computeIfAbsent(reader, ReaderCall::new);
    }

    int size() {
        return size;
    }

    Map<Integer, Map<String, ReaderCall>> readers() {
        return readers;
    }

    Map<Integer, Map<String, ArticleCall>> articles() {
        return articles;
    }
}
