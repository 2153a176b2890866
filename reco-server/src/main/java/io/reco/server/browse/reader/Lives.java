package io.reco.server.browse.reader;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import it.unimi.dsi.fastutil.longs.Long2ObjectOpenHashMap;

import io.reco.server.domain.Fact;
import io.reco.server.domain.IdKeys;

/**
 * Which events of the log are of a reader's life as it is now: not those from before they were erased, or merged into another,
 * but those of readers who were merged into them. First all facts are looked at in order, then each event can be asked about.
 */
final class Lives {

    /** Events of an id, at places from the one on and before the other. */
    private record Span(String id, long from, long before) {}

    private final String reader;

    /** By key, the ids that are looked at. */
    private final Long2ObjectOpenHashMap<String> byKey = new Long2ObjectOpenHashMap<>();

    /** By id where the life began that it has now. */
    private final Map<String, Long> began = new HashMap<>();

    /** By id what was merged into the life that it has now. */
    private final Map<String, List<Span>> merged = new HashMap<>();

    /**
     * Of a reader.
     *
     * @param others who may have been merged into them
     */
    Lives(IdKeys ids, String reader, List<String> others) {
        this.reader = reader;
        begin(reader, 0);
        others.forEach(other -> begin(other, 0));
        began.keySet().forEach(id -> byKey.put(ids.ofReader(id), id));
    }

    private void begin(String id, long place) {
        began.put(id, place);
        merged.put(id, new ArrayList<>());
    }

    /** Looks at the next fact, at its place in the log. */
    void look(Fact fact, long place) {
        if (fact instanceof Fact.ReaderErased erased) {
            String id = byKey.get(erased.reader());
            if (id != null) {
                begin(id, place);
            }
        } else if (fact instanceof Fact.ReadersMerged merge && began.containsKey(merge.from())) {
            List<Span> life = life(merge.from(), place);
            List<Span> into = merged.get(merge.into());
            if (into != null) {
                into.addAll(life);
            }
            begin(merge.from(), place);
        }
    }

    private List<Span> life(String id, long before) {
        List<Span> life = new ArrayList<>(merged.getOrDefault(id, List.of()));
        life.add(new Span(id, began.getOrDefault(id, 0L), before));
        return life;
    }

    /** What belongs to the reader's life, when all facts were looked at. */
    Found found() {
        return new Found(life(reader, Long.MAX_VALUE));
    }

    /** Events that belong to a life. */
    record Found(List<Span> spans) {

        /** Whether an event of an id, at its place in the log, is among them. */
        boolean has(String id, long place) {
            for (Span span : spans) {
                if (place >= span.from && place < span.before && span.id.equals(id)) {
                    return true;
                }
            }
            return false;
        }
    }
}
