package io.reco.server.browse.reader;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import io.reco.server.domain.paging.PageTokens;
import io.reco.server.domain.refusal.Refusal;
import io.reco.server.domain.refusal.Refusal.Violation;
import io.reco.server.model.Models;
import io.reco.server.store.Store;
import io.reco.server.store.life.Lineage;
import io.reco.server.store.reader.ReaderState;

/** Looks at what is kept of readers. Safe for use by many threads. */
public final class ReaderLookup {

    private final Store store;
    private final Models models;
    private final PageTokens tokens;

    /** Looks into a store, by models that know the ids of its articles. */
    public ReaderLookup(Store store, Models models, PageTokens tokens) {
        this.store = store;
        this.models = models;
        this.tokens = tokens;
    }

    /**
     * What is kept of a reader; of one whom nobody knows, what a new reader has. Throws a {@link Refusal} of a token that is not
     * of this reader's and this kind.
     *
     * @param size so many activities at most
     * @param pageToken where to go on; empty to begin with the newest
     */
    public CompletableFuture<ReaderLook> look(String reader, ActivityKind kind, int size, String pageToken) {
        Place after = pageToken.isEmpty() ? Place.BEGINNING : place(reader, kind, pageToken);
        return store.readers()
                .read(reader)
                .thenCombine(
                        store.lives().lineage(reader),
                        (state, lineage) -> look(reader, state, lineage, kind, size, after));
    }

    private ReaderLook look(
            String reader, ReaderState state, Lineage lineage, ActivityKind kind, int size, Place after) {
        Past past = new Past(state, kind);
        int from = after.in(past);
        int to = Math.min(past.size(), from + size);
        List<Activity> activities = models.read(view -> past.get(from, to, view.articles()));
        String next = to < past.size()
                ? tokens.token(query(reader, kind), Place.before(past, to).bytes())
                : "";
        return new ReaderLook(
                state.preferences(),
                activities,
                next,
                state.actions().size(),
                state.pages().size(),
                lineage);
    }

    /**
     * All that is kept of a reader, as of now.
     *
     * @throws Refusal when it cannot be read
     */
    public ReaderExport export(String reader) {
        return new ReaderExport(store, models, reader);
    }

    private static byte[] query(String reader, ActivityKind kind) {
        return ("reader " + kind + " " + reader).getBytes(StandardCharsets.US_ASCII);
    }

    private Place place(String reader, ActivityKind kind, String pageToken) {
        Optional<byte[]> place = tokens.place(query(reader, kind), pageToken);
        if (place.isEmpty()) {
            throw Refusal.invalid(List.of(Violation.of("page_token", pageToken, PageTokens.EXPECTED)));
        }
        return Place.of(place.get());
    }

    /**
     * Behind some activities. What is done later comes before it, so nothing is told twice and nothing left out.
     *
     * @param timeMs of the last of them
     * @param count how many of them are of that time
     */
    private record Place(long timeMs, int count) {

        static final Place BEGINNING = new Place(Long.MAX_VALUE, 0);

        static Place of(byte[] bytes) {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            return new Place(buffer.getLong(), buffer.getInt());
        }

        byte[] bytes() {
            return ByteBuffer.allocate(Long.BYTES + Integer.BYTES)
                    .putLong(timeMs)
                    .putInt(count)
                    .array();
        }

        /** Before a place of a past, above 0. */
        static Place before(Past past, int place) {
            int first = place - 1;
            while (first > 0 && past.timeMs(first - 1) == past.timeMs(place - 1)) {
                first--;
            }
            return new Place(past.timeMs(place - 1), place - first);
        }

        /** The place in a past to go on from. */
        int in(Past past) {
            int place = 0;
            while (place < past.size() && past.timeMs(place) > timeMs) {
                place++;
            }
            for (int left = count; left > 0 && place < past.size() && past.timeMs(place) == timeMs; left--) {
                place++;
            }
            return place;
        }
    }
}
