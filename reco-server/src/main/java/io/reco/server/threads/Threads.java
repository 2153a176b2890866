package io.reco.server.threads;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/** Makes threads that have names and let the process end. */
public final class Threads {

    private Threads() {}

    /** A thread, not started yet, that does not keep the process from ending. */
    public static Thread daemon(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        return thread;
    }

    /** Makes such threads, named {@code name-1}, {@code name-2} and so on. */
    public static ThreadFactory daemons(String name) {
        AtomicInteger count = new AtomicInteger();
        return work -> daemon(name + "-" + count.incrementAndGet(), work);
    }
}
