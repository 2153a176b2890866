package io.reco.server.store.rocksdb.readers;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

import io.reco.server.domain.reader.Preferences;
import io.reco.server.store.format.ReaderFormat;
import io.reco.server.store.rocksdb.db.Database;
import io.reco.server.store.rocksdb.db.Keys;
import io.reco.server.store.rocksdb.db.Rocks.Table;

/** What readers stated as one group of appends sees it: what is stored, and what the group itself changes. */
public final class GroupPreferences {

    private final Database database;
    private final Consumer<String> overgrown;
    private final Map<String, Preferences> changed = new HashMap<>();

    /**
     * In this database.
     *
     * @param overgrown takes readers whose records hold much that does not count any more
     */
    public GroupPreferences(Database database, Consumer<String> overgrown) {
        this.database = database;
        this.overgrown = overgrown;
    }

    /** What a reader stated until now. */
    public Preferences of(String reader) {
        Preferences own = changed.get(reader);
        if (own != null) {
            return own;
        }
        byte[] record = database.get(Table.READERS, Keys.ofReader(reader));
        if (record == null) {
            return Preferences.NONE;
        }
        ReaderFormat.Stated stated = ReaderFormat.stated(record);
        if (stated.times() > 1) {
            overgrown.accept(reader);
        }
        return stated.preferences();
    }

    /** Takes what a reader states from now on, and returns what is to be added to their record. */
    public byte[] put(String reader, Preferences preferences) {
        changed.put(reader, preferences);
        return ReaderFormat.record(preferences);
    }
}
