package io.reco.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;

import org.junit.jupiter.api.Test;

import io.reco.server.domain.EventType;
import io.reco.server.domain.Fact;
import io.reco.server.domain.reader.Preferences;
import io.reco.server.store.log.FactLog.Appended;
import io.reco.server.store.log.FactLog.Outcome;
import io.reco.server.store.log.Positions;
import io.reco.server.store.reader.PreferencesChange;
import io.reco.server.store.reader.ReaderState;

/** What is kept of readers' statements. */
public abstract class PreferencesContract extends StoreContract {

    private static Preferences following(String... topics) {
        return new Preferences(List.of(topics), List.of(), List.of(), List.of(), List.of(), 0);
    }

    private static final Preferences ALL = new Preferences(
            List.of("Wirtschaft", "科学"), List.of("sport"), List.of("Ada L."), List.of("Bob"), List.of("pt-BR"), 17);

    private CompletableFuture<Appended> update(String reader, UnaryOperator<Preferences> change) {
        return store.facts().update(new PreferencesChange() {
            @Override
            public String reader() {
                return reader;
            }

            @Override
            public Preferences decide(Preferences before, long nowMs) {
                return change.apply(before);
            }
        });
    }

    private ReaderState read(String reader) {
        return store.readers().read(reader).join();
    }

    @Test
    void aReaderNobodyKnowsStatedNothing() {
        assertThat(read("4").preferences()).isEqualTo(Preferences.NONE);
    }

    @Test
    void whatAReaderStatesIsThereAndInTheLog() {
        Appended appended = update("4", before -> ALL).join();

        assertThat(appended.outcomes()).containsExactly(Outcome.APPENDED);
        assertThat(read("4").preferences()).isEqualTo(ALL);
        assertThat(read("5").preferences()).isEqualTo(Preferences.NONE);
        assertThat(log(Positions.START)).containsExactly(new Fact.ReaderUpdated("4", ALL));
    }

    @Test
    void whatIsStatedLastReplacesAllBefore() {
        var first = update("4", before -> ALL).join();
        var second = update("4", before -> following("a")).join();

        assertThat(first.upTo()).isNotEqualTo(second.upTo());
        assertThat(read("4").preferences()).isEqualTo(following("a"));
        assertThat(update("4", before -> Preferences.NONE).join().outcomes()).containsExactly(Outcome.APPENDED);
        assertThat(read("4").preferences()).isEqualTo(Preferences.NONE);
    }

    @Test
    void whatChangesNothingIsNoFact() {
        var first = update("4", before -> ALL).join();
        var second = update("4", before -> before).join();
        var ofNobody = update("5", before -> Preferences.NONE).join();

        assertThat(second.outcomes()).containsExactly(Outcome.UNCHANGED);
        assertThat(ofNobody.outcomes()).containsExactly(Outcome.UNCHANGED);
        assertThat(store.facts().newest()).isEqualTo(first.upTo());
    }

    @Test
    void changesAtTheSameTimeLoseNothing() {
        List<CompletableFuture<Appended>> all = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            String topic = "t" + i;
            all.add(update("4", before -> {
                List<String> topics = new ArrayList<>(before.followedTopics());
                topics.add(topic);
                return following(topics.toArray(String[]::new));
            }));
        }
        all.forEach(CompletableFuture::join);

        assertThat(read("4").preferences().followedTopics()).hasSize(50);
    }

    @Test
    void itStandsBesideWhatTheReaderDidAndWasServed() {
        append(view("a", 4, 10));
        Kept.keep(store, "4", state -> page(T0, 1, 2));
        var unused = update("4", before -> ALL).join();
        append(event("b", 4, 11, EventType.SHARE));
        Kept.keep(store, "4", state -> {
            assertThat(state.preferences()).isEqualTo(ALL);
            return page(T0 + 1, 3);
        });

        ReaderState state = read("4");
        assertThat(state.preferences()).isEqualTo(ALL);
        assertThat(state.actions().size()).isEqualTo(2);
        assertThat(state.pages()).hasSize(2);
    }

    @Test
    void itOutlivesAllThatIsLeftOutOfThePast() {
        var unused = update("4", before -> ALL).join();
        for (int i = 0; i < 100; i++) {
            long stamp = T0 + i;
            Kept.keep(store, "4", state -> page(stamp, 1));
        }
        clock.move(Duration.ofDays(91));

        assertThat(read("4").pages()).isEmpty();
        assertThat(read("4").preferences()).isEqualTo(ALL);
    }

    @Test
    void aFactOfItIsTakenAsAnyOther() {
        assertThat(outcomes(new Fact.ReaderUpdated("4", ALL), view("a", 4, 10), new Fact.ReaderUpdated("4", ALL)))
                .containsExactly(Outcome.APPENDED, Outcome.APPENDED, Outcome.UNCHANGED);
        assertThat(read("4").preferences()).isEqualTo(ALL);
    }

    @Test
    void aScanShowsWhatWasStatedAsOfItsPlace() {
        append(view("a", 4, 10), view("b", 5, 10));
        var first = update("4", before -> ALL).join();
        try (Scan scan = store.scan()) {
            var second = update("4", before -> following("late")).join();
            Map<String, Preferences> stated = new TreeMap<>();
            scan.readers((reader, actions, preferences) -> stated.put(reader, preferences));

            assertThat(scan.at().reached(first.upTo())).isTrue();
            assertThat(scan.at().reached(second.upTo())).isFalse();
            assertThat(stated).containsEntry("4", ALL).containsEntry("5", Preferences.NONE);
        }
    }
}
