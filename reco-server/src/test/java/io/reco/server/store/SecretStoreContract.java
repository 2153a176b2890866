package io.reco.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Promises of {@link SecretStore}. */
public abstract class SecretStoreContract extends StoreContract {

    @Test
    void aSecretIsMadeOnceAndKept() {
        byte[] made =
                store.secrets().getOrMake("signing", () -> new byte[] {1, 2, 3}).join();

        assertThat(made).containsExactly(1, 2, 3);
        assertThat(store.secrets()
                        .getOrMake("signing", () -> {
                            throw new AssertionError("made twice");
                        })
                        .join())
                .containsExactly(1, 2, 3);
    }

    @Test
    void namesAreApart() {
        store.secrets().getOrMake("a", () -> new byte[] {1}).join();

        assertThat(store.secrets().getOrMake("b", () -> new byte[] {2}).join()).containsExactly(2);
    }

    @Test
    void whatTheCallerDoesToItsCopyChangesNothing() {
        byte[] fresh = {1};
        store.secrets().getOrMake("a", () -> fresh).join()[0] = 9;
        fresh[0] = 9;

        assertThat(store.secrets().getOrMake("a", () -> fresh).join()).containsExactly(1);
    }
}
