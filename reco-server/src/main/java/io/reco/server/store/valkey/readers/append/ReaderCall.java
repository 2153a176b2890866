package io.reco.server.store.valkey.readers.append;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.reco.server.domain.Event;
import io.reco.server.store.reader.PreferencesChange;

/** What one call appends of one reader, in its order. */
public final class ReaderCall {

    /**
     * An event, or a change of what the reader states.
     *
     * @param place in the call
     */
    record Item(int place, @Nullable Event event, @Nullable PreferencesChange change) {}

    private final String reader;
    private final List<Item> items = new ArrayList<>();

    public ReaderCall(String reader) {
        this.reader = reader;
    }

    public void add(int place, Event event) {
        items.add(new Item(place, event, null));
    }

    public void add(int place, PreferencesChange change) {
        items.add(new Item(place, null, change));
    }

    String reader() {
        return reader;
    }

    List<Item> items() {
        return items;
    }

    /** Whether nothing has to be known of the reader but which event ids came before. */
    boolean needsNoLook(long forgottenMs) {
        for (Item item : items) {
            if (item.event == null || item.event.timeMs() <= forgottenMs) {
                return false;
            }
        }
        return true;
    }
}
