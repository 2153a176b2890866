package io.reco.server.store.rocksdb;

import java.nio.file.Path;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

import io.reco.server.MovableClock;
import io.reco.server.store.ArticleStoreContract;
import io.reco.server.store.CountStoreContract;
import io.reco.server.store.EmbeddedStoreContract;
import io.reco.server.store.FactLogContract;
import io.reco.server.store.PreferencesContract;
import io.reco.server.store.ReaderLivesContract;
import io.reco.server.store.ReaderStoreContract;
import io.reco.server.store.SecretStoreContract;
import io.reco.server.store.Store;
import io.reco.server.store.StoreSettings;
import io.reco.server.store.rocksdb.db.Database;

final class RocksStoreTest {

    @TempDir
    Path data;

    /** With a monotonic clock that goes as the other one does: nothing is in doubt. */
    private Store opened(MovableClock clock) {
        return RocksStore.open(Database.open(data), StoreSettings.DEFAULTS, clock, clock::nanoTime);
    }

    @Nested
    final class Facts extends FactLogContract {
        @Override
        protected Store open(MovableClock clock) {
            return opened(clock);
        }
    }

    @Nested
    final class OneOrder extends EmbeddedStoreContract {
        @Override
        protected Store open(MovableClock clock) {
            return opened(clock);
        }
    }

    @Nested
    final class Articles extends ArticleStoreContract {
        @Override
        protected Store open(MovableClock clock) {
            return opened(clock);
        }
    }

    @Nested
    final class Readers extends ReaderStoreContract {
        @Override
        protected Store open(MovableClock clock) {
            return opened(clock);
        }
    }

    @Nested
    final class Lives extends ReaderLivesContract {
        @Override
        protected Store open(MovableClock clock) {
            return opened(clock);
        }
    }

    @Nested
    final class Statements extends PreferencesContract {
        @Override
        protected Store open(MovableClock clock) {
            return opened(clock);
        }
    }

    @Nested
    final class Secrets extends SecretStoreContract {
        @Override
        protected Store open(MovableClock clock) {
            return opened(clock);
        }
    }

    @Nested
    final class Counts extends CountStoreContract {
        @Override
        protected Store open(MovableClock clock) {
            return opened(clock);
        }
    }
}
