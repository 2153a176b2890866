package io.reco.it;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.concurrent.atomic.AtomicInteger;

/** Hands out ports below those that outgoing connections use, so that a server that restarts finds its own one free. */
final class FreePorts {

    private static final int FIRST = 20_000;
    private static final int LAST = 29_999;
    // Where this run begins: two runs on one machine seldom meet, and a port in use is passed over.
    private static final AtomicInteger next =
            new AtomicInteger(FIRST + (int) (ProcessHandle.current().pid() * 61 % (LAST - FIRST)));

    private FreePorts() {}

    static int take() {
        for (int attempt = FIRST; attempt <= LAST; attempt++) {
            int port = next.getAndUpdate(last -> last == LAST ? FIRST : last + 1);
            try (ServerSocket free = new ServerSocket(port)) {
                return free.getLocalPort();
            } catch (IOException e) {
                // In use: the next one.
            }
        }
        throw new IllegalStateException("No free port in " + FIRST + ".." + LAST + ".");
    }
}
