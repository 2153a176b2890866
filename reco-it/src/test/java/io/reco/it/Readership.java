package io.reco.it;

import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** The readers of a server under load: those that its demo content knows, and ever more. Safe for use by many threads. */
final class Readership {

    private static final int DEMO_READERS = 1_000;

    private record Rejection(String reader, String article) {}

    private final AtomicInteger newest = new AtomicInteger(DEMO_READERS);
    private final Set<Rejection> rejections = ConcurrentHashMap.newKeySet();

    String newReader() {
        return Integer.toString(newest.incrementAndGet());
    }

    /** One who has been there before, each as likely as any other. */
    String knownReader(Random random) {
        return Integer.toString(1 + random.nextInt(newest.get()));
    }

    /** To be called before the event is reported. */
    void rejects(String reader, String article) {
        rejections.add(new Rejection(reader, article));
    }

    /** Whether a reader ever disliked or hid an article. */
    boolean rejected(String reader, String article) {
        return rejections.contains(new Rejection(reader, article));
    }
}
