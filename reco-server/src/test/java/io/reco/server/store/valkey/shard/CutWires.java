package io.reco.server.store.valkey.shard;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BiPredicate;

import org.jspecify.annotations.Nullable;

/**
 * The wires between machines, each of which has an address of its own, 127.0.1.1 and up: one of them can be cut off from the
 * others. Whoever calls from another address, as servers and tests do, reaches all of them all the time.
 */
final class CutWires implements BiPredicate<InetAddress, InetAddress>, AutoCloseable {

    private static final String MACHINES = "127.0.1.";

    private final List<Relay> relays = new ArrayList<>();
    private @Nullable InetAddress cutOff;

    static InetAddress machine(int number) {
        try {
            return InetAddress.getByName(MACHINES + (number + 1));
        } catch (UnknownHostException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A port by which others reach a port of a machine. */
    int to(int machine, int port) throws IOException {
        Relay relay = new Relay(new InetSocketAddress(machine(machine), port), this);
        relays.add(relay);
        return relay.port();
    }

    synchronized void cutOff(int machine) {
        cutOff = machine(machine);
        notifyAll();
    }

    synchronized void mend() {
        cutOff = null;
        notifyAll();
    }

    @Override
    public synchronized boolean test(InetAddress one, InetAddress other) {
        return cutOff != null
                && isMachine(one)
                && isMachine(other)
                && Objects.equals(one, cutOff) != Objects.equals(other, cutOff);
    }

    private static boolean isMachine(InetAddress address) {
        return Objects.requireNonNull(address.getHostAddress()).startsWith(MACHINES);
    }

    @Override
    public void close() {
        relays.forEach(Relay::close);
        mend();
    }
}
