package io.reco.server.store.snapshot;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;

import io.reco.server.model.content.Content;
import io.reco.server.store.log.Positions;

/** Snapshots in arrays. */
final class MemorySnapshots implements SnapshotStore {

    @SuppressWarnings("ArrayRecordComponent") // nobody compares them
    private record Kept(Snapshot snapshot, byte[] content) {}

    private final NavigableMap<String, Kept> kept = new ConcurrentSkipListMap<>();
    private final GoodOnes goodOnes = new GoodOnes();
    private long count;

    @Override
    public synchronized Snapshot put(Positions at, Content content) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        content.writeTo(out);
        Snapshot snapshot = new Snapshot(String.format(Locale.ROOT, "%019d", count++), at, out.size());
        kept.put(snapshot.name(), new Kept(snapshot, out.toByteArray()));
        goodOnes.add(snapshot);
        goodOnes.oldestKept().ifPresent(oldest -> kept.headMap(oldest).clear());
        return snapshot;
    }

    @Override
    public List<Snapshot> list() {
        return kept.descendingMap().values().stream().map(Kept::snapshot).toList();
    }

    @Override
    public boolean good(Snapshot snapshot) {
        return kept.containsKey(snapshot.name());
    }

    @Override
    public InputStream read(Snapshot snapshot) throws IOException {
        Map.Entry<String, Kept> entry = kept.floorEntry(snapshot.name());
        if (entry == null || !entry.getKey().equals(snapshot.name())) {
            throw new FileNotFoundException(snapshot.name());
        }
        return new ByteArrayInputStream(entry.getValue().content);
    }

    @Override
    public Positions passed() {
        return goodOnes.passed();
    }

    @Override
    public void clear() {
        list().forEach(goodOnes::remove);
        kept.clear();
    }
}
