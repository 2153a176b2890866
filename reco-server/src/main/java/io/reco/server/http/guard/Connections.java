package io.reco.server.http.guard;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.ConnectionMetaData;
import org.eclipse.jetty.server.Request;

/**
 * Knows all connections, and ends those that hold a place without using it. A connection waits from its opening, or from the end
 * of an answer, until the next request's header is there: whatever trickles in meanwhile does not prolong that, a TLS handshake
 * neither. With more connections than there may be, the one that waits longest goes, so a new one is always served.
 */
public final class Connections implements Connection.Listener {

    private final int max;
    private final long waitNanosMax;
    private final long busyNanosMax;
    private final LongSupplier nanoTime;
    /** Since when they wait for a request; the longest first. Guarded by this. */
    private final Map<Connection, Long> waiting = new LinkedHashMap<>();
    /** Since when they are at a request; the longest first. Guarded by this. */
    private final Map<Connection, Long> busy = new LinkedHashMap<>();

    /**
     * Of nothing yet.
     *
     * @param waitMax for a request's header
     * @param busyMax from a request's header to the end of its answer
     */
    public Connections(int max, Duration waitMax, Duration busyMax, LongSupplier nanoTime) {
        this.max = max;
        this.waitNanosMax = waitMax.toNanos();
        this.busyNanosMax = busyMax.toNanos();
        this.nanoTime = nanoTime;
    }

    @Override
    public void onOpened(Connection connection) {
        // Of the two of a TLS connection, the one that speaks HTTP.
        if (connection instanceof ConnectionMetaData) {
            add(connection).ifPresent(Connection::close);
        }
    }

    private synchronized Optional<Connection> add(Connection connection) {
        waiting.put(connection, nanoTime.getAsLong());
        if (waiting.size() + busy.size() <= max) {
            return Optional.empty();
        }
        Connection longest = waiting.keySet().iterator().next();
        waiting.remove(longest);
        return Optional.of(longest);
    }

    @Override
    public synchronized void onClosed(Connection connection) {
        waiting.remove(connection);
        busy.remove(connection);
    }

    /** The header of a request is there. */
    public void begin(Request request) {
        Connection connection = request.getConnectionMetaData().getConnection();
        synchronized (this) {
            if (waiting.remove(connection) != null) {
                busy.put(connection, nanoTime.getAsLong());
            }
        }
        Request.addCompletionListener(request, failure -> end(connection));
    }

    private synchronized void end(Connection connection) {
        if (busy.remove(connection) != null) {
            waiting.put(connection, nanoTime.getAsLong());
        }
    }

    /** How many there are. */
    public synchronized int count() {
        return waiting.size() + busy.size();
    }

    /** How many are at a request. */
    public synchronized int busy() {
        return busy.size();
    }

    /** Closes those whose time is over. */
    public void sweep() {
        overdue().forEach(Connection::close);
    }

    /** Closes those that wait for a request. */
    public void closeWaiting() {
        List<Connection> all;
        synchronized (this) {
            all = List.copyOf(waiting.keySet());
        }
        all.forEach(Connection::close);
    }

    private synchronized List<Connection> overdue() {
        List<Connection> overdue = new ArrayList<>();
        long now = nanoTime.getAsLong();
        waiting.forEach((connection, since) -> {
            if (now - since > waitNanosMax) {
                overdue.add(connection);
            }
        });
        busy.forEach((connection, since) -> {
            if (now - since > busyNanosMax) {
                overdue.add(connection);
            }
        });
        return overdue;
    }
}
