package io.reco.server.store.rocksdb.log;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.reco.server.domain.Fact;
import io.reco.server.domain.IdKeys;
import io.reco.server.store.FactLog;
import io.reco.server.store.article.ArticleChange;
import io.reco.server.store.rocksdb.db.Database;

/** The log for its callers: what they append is encoded on their threads, and written by {@link LogWriter}'s. */
public final class RocksFactLog implements FactLog {

    private final StoredLog log;
    private final LogWriter writer;
    private final IdKeys ids;
    private final Clock clock;

    public RocksFactLog(Database database, LogWriter writer, IdKeys ids, Clock clock) {
        this.log = new StoredLog(database);
        this.writer = writer;
        this.ids = ids;
        this.clock = clock;
    }

    @Override
    public CompletableFuture<Appended> append(List<? extends Fact> facts) {
        return append(Append.of(facts, ids, clock.millis()));
    }

    @Override
    public CompletableFuture<Appended> change(List<? extends ArticleChange> changes) {
        return append(Append.ofChanges(changes, clock.millis()));
    }

    private CompletableFuture<Appended> append(Append append) {
        return append.entries().isEmpty()
                ? CompletableFuture.completedFuture(new Appended(newest(), List.of()))
                : writer.append(append);
    }

    @Override
    public long newest() {
        return writer.newest();
    }

    @Override
    public long read(long after, int limit, FactReader reader) {
        long last = Math.max(after, Math.min(newest(), after + limit));
        log.walk(after, last, (position, stored) -> {
            reader.read(position, FactFormat.fact(stored));
            return true;
        });
        return last;
    }

    @Override
    public boolean awaitNewer(long after, Duration timeout) throws InterruptedException {
        return writer.awaitNewer(after, timeout);
    }
}
