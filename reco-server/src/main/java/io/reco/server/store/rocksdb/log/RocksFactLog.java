package io.reco.server.store.rocksdb.log;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import io.reco.server.domain.Event;
import io.reco.server.domain.Fact;
import io.reco.server.domain.IdKeys;
import io.reco.server.store.article.ArticleChange;
import io.reco.server.store.log.FactLog;
import io.reco.server.store.log.FactsGoneException;
import io.reco.server.store.log.Mark;
import io.reco.server.store.log.Positions;
import io.reco.server.store.log.Tail;
import io.reco.server.store.log.WriteTimes;
import io.reco.server.store.reader.PreferencesChange;
import io.reco.server.store.rocksdb.db.Database;
import io.reco.server.store.rocksdb.lives.LifeChange;

/**
 * The log for its callers: what they append is encoded on their threads, and written by {@link LogWriter}'s. It has one
 * partition, whose positions count from 1 without gaps.
 */
public final class RocksFactLog implements FactLog {

    private final StoredLog log;
    private final LogEnds ends;
    private final LogWriter writer;
    private final IdKeys ids;
    private final Clock clock;

    public RocksFactLog(Database database, LogEnds ends, LogWriter writer, IdKeys ids, Clock clock) {
        this.log = new StoredLog(database);
        this.ends = ends;
        this.writer = writer;
        this.ids = ids;
        this.clock = clock;
    }

    @Override
    public CompletableFuture<Appended> append(List<? extends Fact> facts) {
        return append(Append.of(facts, ids, clock.millis()));
    }

    @Override
    public CompletableFuture<List<Outcome>> tryOut(List<Event> events) {
        return append(Append.tryOut(events, ids, clock.millis())).thenApply(Appended::outcomes);
    }

    @Override
    public CompletableFuture<Appended> change(List<? extends ArticleChange> changes) {
        return append(Append.ofChanges(changes, clock.millis()));
    }

    @Override
    public CompletableFuture<Appended> update(PreferencesChange change) {
        return append(Append.ofUpdate(change, clock.millis()));
    }

    /** Writes a change of readers as a whole, when its turn has come; where the log is then. */
    public CompletableFuture<Positions> change(LifeChange change) {
        return append(Append.of(change, clock.millis())).thenApply(Appended::upTo);
    }

    private CompletableFuture<Appended> append(Append append) {
        return append.entries().isEmpty()
                ? CompletableFuture.completedFuture(new Appended(newest(), List.of()))
                : writer.append(append);
    }

    /** The place of a position. */
    public static Positions place(long position) {
        return position == 0 ? Positions.START : Positions.of(new Mark(0, position));
    }

    @Override
    public WriteTimes writes() {
        return writer.times();
    }

    @Override
    public Positions newest() {
        return place(ends.newest());
    }

    @Override
    public Positions oldest() {
        return place(ends.oldest());
    }

    @Override
    public Tail tail(Positions after) {
        return new RocksTail(after.in(0));
    }

    private final class RocksTail implements Tail {

        private long at;

        RocksTail(long at) {
            this.at = at;
        }

        @Override
        public Positions at() {
            return place(at);
        }

        @Override
        public int read(int limit, Consumer<? super Fact> facts) {
            if (at < ends.oldest()) {
                throw new FactsGoneException(at(), oldest());
            }
            long last = Math.min(ends.newest(), at + limit);
            int fed = log.walk(at, last, facts);
            at += fed;
            return fed;
        }

        @Override
        public long behind() {
            return Math.max(0, ends.newest() - at);
        }

        @Override
        public boolean awaitNewer(Duration timeout) throws InterruptedException {
            return ends.awaitNewer(at, timeout);
        }
    }
}
