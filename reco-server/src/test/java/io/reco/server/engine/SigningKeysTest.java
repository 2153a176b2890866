package io.reco.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.util.Map;

import org.junit.jupiter.api.Test;

import io.reco.server.store.Store;
import io.reco.server.store.memory.MemoryStore;

class SigningKeysTest {

    private static final Clock CLOCK = Clock.systemUTC();

    @Test
    void aKeyThatWasMadeIsKeptUnderARandomIdAndNoTwoStoresHaveTheSameOne() {
        try (Store one = MemoryStore.open(CLOCK);
                Store other = MemoryStore.open(CLOCK)) {
            Map<String, byte[]> made = SigningKeys.orMade(Map.of(), one.secrets());
            Map<String, byte[]> again = SigningKeys.orMade(Map.of(), one.secrets());
            Map<String, byte[]> others = SigningKeys.orMade(Map.of(), other.secrets());

            assertThat(made).hasSize(1).allSatisfy((id, key) -> {
                assertThat(id).matches("[0-9a-f]{8}");
                assertThat(key).hasSize(32);
                assertThat(again.get(id)).isEqualTo(key);
            });
            assertThat(others).hasSize(1).doesNotContainKeys(made.keySet().toArray(String[]::new));
            assertThat(others.values().iterator().next())
                    .isNotEqualTo(made.values().iterator().next());
        }
    }

    @Test
    void whereKeysAreGivenNoneIsMade() {
        try (Store store = MemoryStore.open(CLOCK)) {
            Map<String, byte[]> given = Map.of("k", new byte[32]);

            assertThat(SigningKeys.orMade(given, store.secrets())).isSameAs(given);
        }
    }
}
