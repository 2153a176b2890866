package io.reco.it;

import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** The readers of a server under load: those that its demo content knows, and ever more. Safe for use by many threads. */
final class Readership {

    private static final int DEMO_READERS = 1_000;

    private final AtomicInteger newest = new AtomicInteger(DEMO_READERS);
    /** Reader and article in one number. */
    private final Set<Long> rejections = ConcurrentHashMap.newKeySet();

    int newReader() {
        return newest.incrementAndGet();
    }

    /** One who has been there before, each as likely as any other. */
    int knownReader(Random random) {
        return 1 + random.nextInt(newest.get());
    }

    /** To be called before the event is reported. */
    void rejects(int reader, int article) {
        rejections.add(pair(reader, article));
    }

    /** Whether a reader ever disliked or hid an article. */
    boolean rejected(int reader, int article) {
        return rejections.contains(pair(reader, article));
    }

    private static long pair(int reader, int article) {
        return (long) reader << 32 | article;
    }
}
