package io.reco.server.store;

import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import io.reco.server.domain.page.Page;
import io.reco.server.domain.refusal.Failures;
import io.reco.server.store.reader.ReaderState;
import io.reco.server.store.reader.ReaderStore.PageDecision;

/** A decision that is nothing but its page. */
public record Kept(@Nullable Page page) implements PageDecision {

    /** Keeps what is decided, and waits until it is kept; throws what the store's future fails with. */
    public static @Nullable Page keep(Store store, String reader, Function<ReaderState, @Nullable Page> decision) {
        return Failures.join(store.readers().keep(reader, state -> new Kept(decision.apply(state))))
                .page();
    }
}
