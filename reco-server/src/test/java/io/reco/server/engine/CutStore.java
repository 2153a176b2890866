package io.reco.server.engine;

import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.reco.server.domain.Event;
import io.reco.server.domain.Fact;
import io.reco.server.domain.IdKeys;
import io.reco.server.store.Backup;
import io.reco.server.store.Scan;
import io.reco.server.store.SecretStore;
import io.reco.server.store.Store;
import io.reco.server.store.StoreStatus;
import io.reco.server.store.article.ArticleChange;
import io.reco.server.store.article.ArticleStore;
import io.reco.server.store.count.CountStore;
import io.reco.server.store.life.ReaderLives;
import io.reco.server.store.log.FactLog;
import io.reco.server.store.log.FactsGoneException;
import io.reco.server.store.log.Positions;
import io.reco.server.store.log.Tail;
import io.reco.server.store.reader.PreferencesChange;
import io.reco.server.store.reader.ReaderStore;
import io.reco.server.store.snapshot.SnapshotStore;
import io.reco.server.store.trouble.Troubles;

/** A store whose facts up to a place in the log are gone. */
public record CutStore(Store store, Positions oldest) implements Store {

    @Override
    public FactLog facts() {
        FactLog facts = store.facts();
        return new FactLog() {
            @Override
            public CompletableFuture<Appended> append(List<? extends Fact> appended) {
                return facts.append(appended);
            }

            @Override
            public CompletableFuture<List<Outcome>> tryOut(List<Event> events) {
                return facts.tryOut(events);
            }

            @Override
            public CompletableFuture<Appended> change(List<? extends ArticleChange> changes) {
                return facts.change(changes);
            }

            @Override
            public CompletableFuture<Appended> update(PreferencesChange change) {
                return facts.update(change);
            }

            @Override
            public Positions newest() {
                return facts.newest();
            }

            @Override
            public Positions oldest() {
                return oldest;
            }

            @Override
            public Tail tail(Positions after) {
                if (!after.reached(oldest)) {
                    throw new FactsGoneException(after, oldest);
                }
                return facts.tail(after);
            }
        };
    }

    @Override
    public ArticleStore articles() {
        return store.articles();
    }

    @Override
    public ReaderStore readers() {
        return store.readers();
    }

    @Override
    public ReaderLives lives() {
        return store.lives();
    }

    @Override
    public CountStore counts() {
        return store.counts();
    }

    @Override
    public SnapshotStore snapshots() {
        return store.snapshots();
    }

    @Override
    public Backup backup() {
        return store.backup();
    }

    @Override
    public Troubles troubles() {
        return store.troubles();
    }

    @Override
    public StoreStatus status() {
        return store.status();
    }

    @Override
    public SecretStore secrets() {
        return store.secrets();
    }

    @Override
    public Scan scan() {
        return store.scan();
    }

    @Override
    public IdKeys ids() {
        return store.ids();
    }

    @Override
    public void close() {
        store.close();
    }
}
