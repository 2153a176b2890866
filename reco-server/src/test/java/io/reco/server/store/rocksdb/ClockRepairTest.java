package io.reco.server.store.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.reco.server.MovableClock;
import io.reco.server.domain.Article;
import io.reco.server.domain.Event;
import io.reco.server.domain.EventType;
import io.reco.server.domain.Fact;
import io.reco.server.domain.page.ModelId;
import io.reco.server.domain.page.Page;
import io.reco.server.domain.page.Rung;
import io.reco.server.domain.page.Shares;
import io.reco.server.domain.page.Source;
import io.reco.server.store.Did;
import io.reco.server.store.Kept;
import io.reco.server.store.Scan;
import io.reco.server.store.Store;
import io.reco.server.store.StoreException;
import io.reco.server.store.article.ArticleRecord;
import io.reco.server.store.log.FactLog.Outcome;
import io.reco.server.store.log.Positions;
import io.reco.server.store.reader.ReaderState;

/** A store that was open while the clock was a year ahead. */
class ClockRepairTest {

    private static final long T0 = 1_760_000_000_000L;
    private static final Duration YEAR = Duration.ofDays(365);

    @TempDir
    Path data;

    private final MovableClock clock = new MovableClock(Instant.ofEpochMilli(T0));

    private Event view(String id, int reader) {
        return new Event(id, Integer.toString(reader), "10", EventType.VIEW, clock.millis(), 0);
    }

    private Fact upserted(String id) {
        return new Fact.ArticleUpserted(Article.bare(id).publishedAt(T0), clock.millis(), false);
    }

    private static List<Outcome> append(Store store, Fact... facts) {
        return store.facts().append(List.of(facts)).join().outcomes();
    }

    private void keepPage(Store store) {
        Page page = new Page(
                clock.millis(),
                "k",
                "",
                new ModelId(1),
                List.of(new Page.Slot(3, Rung.FRESH, 1, Shares.of(Source.FRESH))));
        Kept.keep(store, "1", state -> page);
    }

    private static ReaderState read(Store store, String reader) {
        return store.readers().read(reader).join();
    }

    private void fill() throws IOException {
        try (Store store = RocksStore.open(data, clock)) {
            append(store, upserted("10"), view("a", 1));
            keepPage(store);
        }
        clock.move(YEAR);
        try (Store store = RocksStore.open(data, clock)) {
            append(store, upserted("11"), upserted("12"), view("b", 1), view("c", 2));
            append(store, new Fact.ArticleDeleted("12"));
            var erased = store.lives().erase("3", false).join();
            keepPage(store);
            assertThat(erased.erasedMs()).isEqualTo(clock.millis() + 1);
            var unused = store.snapshots().put(store.facts().newest(), out -> out.write(1));
        }
        clock.move(YEAR.negated().plusMinutes(10));
    }

    @Test
    void itIsRefusedUntilItIsRepairedAndThenHoldsNothingOfLaterThanNow() throws IOException {
        fill();
        assertThatThrownBy(() -> RocksStore.open(data, clock)).isInstanceOf(StoreException.class);

        ClockRepair.Cut cut = ClockRepair.run(data, Optional.empty(), clock);

        assertThat(cut).isEqualTo(new ClockRepair.Cut(3, 2, 2, 2, 1));
        long nowMs = clock.millis();
        try (Store store = RocksStore.open(data, clock)) {
            assertThat(store.status().clockDoubted()).isFalse();
            assertThat(store.snapshots().list()).isEmpty();
            List<Fact> facts = new ArrayList<>();
            assertThat(store.facts().tail(Positions.START).read(100, facts::add))
                    .isEqualTo(8);
            assertThat(facts)
                    .filteredOn(Event.class::isInstance)
                    .allSatisfy(fact -> assertThat(((Event) fact).timeMs()).isLessThanOrEqualTo(nowMs));
            assertThat(Did.all(read(store, "1").actions()))
                    .extracting(Did::timeMs)
                    .containsExactly(nowMs / 1_000 * 1_000, T0);
            assertThat(read(store, "1").pages()).extracting(Page::stamp).containsExactly(T0);
            try (Scan scan = store.scan()) {
                scan.articles(record -> {
                    assertThat(record.createMs()).isLessThanOrEqualTo(nowMs);
                    assertThat(record.updateMs()).isLessThanOrEqualTo(nowMs);
                    assertThat(record.listed() || record.deletedMs() == nowMs).isTrue();
                });
            }
            assertThat(append(store, view("b", 1), view("c", 2), view("a", 1))).containsOnly(Outcome.DUPLICATE);
            assertThat(store.counts().get(List.of("10")).join().get(0).of(EventType.VIEW))
                    .isEqualTo(3);
        }
    }

    @Test
    void anArticleGoesOnBeingTheSame() throws IOException {
        fill();
        ClockRepair.run(data, Optional.empty(), clock);
        long nowMs = clock.millis();

        try (Store store = RocksStore.open(data, clock)) {
            List<Fact> facts = new ArrayList<>();
            assertThat(store.facts().tail(Positions.START).read(100, facts::add))
                    .isEqualTo(8);
            List<ArticleRecord> records = new ArrayList<>();
            try (Scan scan = store.scan()) {
                scan.articles(records::add);
            }
            // What the log says of its beginning is what the catalogue says.
            assertThat(facts)
                    .filteredOn(fact -> fact instanceof Fact.ArticleUpserted upserted
                            && upserted.article().id().equals("11"))
                    .extracting(fact -> ((Fact.ArticleUpserted) fact).createMs())
                    .containsExactly(nowMs);
            assertThat(records)
                    .filteredOn(record -> record.article().id().equals("11"))
                    .extracting(ArticleRecord::createMs)
                    .containsExactly(nowMs);
        }
    }

    @Test
    void whereNothingIsAheadNothingChanges() throws IOException {
        try (Store store = RocksStore.open(data, clock)) {
            append(store, upserted("10"), view("a", 1));
            keepPage(store);
            var unused = store.snapshots().put(store.facts().newest(), out -> out.write(1));
        }

        ClockRepair.Cut cut = ClockRepair.run(data, Optional.empty(), clock);

        assertThat(cut.any()).isFalse();
        try (Store store = RocksStore.open(data, clock)) {
            assertThat(store.snapshots().list()).hasSize(1);
            assertThat(read(store, "1").pages()).hasSize(1);
        }
    }
}
