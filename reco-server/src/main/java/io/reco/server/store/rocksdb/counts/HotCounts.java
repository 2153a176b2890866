package io.reco.server.store.rocksdb.counts;

import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * The counts of the articles that were counted last, so that most events are counted without reading. About 7 MiB at most. For
 * the writer thread alone.
 */
public final class HotCounts {

    private static final int ARTICLES_MAX = 32_768;
    private static final float FULL = 0.75f;

    /** As they are stored, the one that was not counted for longest first. */
    private final Map<String, long[]> counts = new LinkedHashMap<>(16, FULL, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, long[]> eldest) {
            return size() > ARTICLES_MAX;
        }
    };

    long @Nullable [] get(String article) {
        return counts.get(article);
    }

    void put(String article, long[] stored) {
        counts.put(article, stored);
    }

    /** Forgets all: what is stored may be something else. */
    public void clear() {
        counts.clear();
    }
}
