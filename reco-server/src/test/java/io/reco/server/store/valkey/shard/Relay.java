package io.reco.server.store.valkey.shard;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiPredicate;

/**
 * What stands in for the wire to one port of a process: it passes on what comes, and while its two ends are cut off from each
 * other it holds it back, as a network does that loses it. A connection that was held is closed when the wire is whole again.
 */
final class Relay implements AutoCloseable {

    private final ServerSocket server;
    private final InetSocketAddress to;
    private final BiPredicate<InetAddress, InetAddress> isCut;
    private final List<Socket> sockets = new ArrayList<>();

    /**
     * Listens on a free port of the address of the process.
     *
     * @param isCut whether the hosts of both ends are cut off from each other; its monitor is told when that changes
     */
    Relay(InetSocketAddress to, BiPredicate<InetAddress, InetAddress> isCut) throws IOException {
        this.to = to;
        this.isCut = isCut;
        server = new ServerSocket(0, 50, to.getAddress());
        start(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "relay");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket from = kept(server.accept());
                start(() -> connect(from));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private synchronized Socket kept(Socket socket) {
        sockets.removeIf(Socket::isClosed);
        sockets.add(socket);
        return socket;
    }

    private void connect(Socket from) {
        try {
            awaitWhole(from);
            Socket onward = kept(new Socket(to.getAddress(), to.getPort()));
            start(() -> pass(from, onward, from));
            pass(onward, from, from);
        } catch (IOException e) {
            close(from);
        }
    }

    private void pass(Socket in, Socket out, Socket from) {
        byte[] buffer = new byte[16_384];
        try (InputStream source = in.getInputStream();
                OutputStream sink = out.getOutputStream()) {
            for (int length = source.read(buffer); length >= 0; length = source.read(buffer)) {
                awaitWhole(from);
                sink.write(buffer, 0, length);
            }
        } catch (IOException e) {
            // the other end is told by the end of its own stream
        } finally {
            close(in);
            close(out);
        }
    }

    /** Returns at once while both ends are connected; after they were not, the connection is of no use. */
    private void awaitWhole(Socket from) throws IOException {
        synchronized (isCut) {
            if (!isCut.test(from.getInetAddress(), to.getAddress())) {
                return;
            }
            while (isCut.test(from.getInetAddress(), to.getAddress()) && !server.isClosed()) {
                try {
                    isCut.wait();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new IOException(e);
                }
            }
        }
        throw new IOException("was cut");
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public synchronized void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        sockets.forEach(Relay::close);
    }
}
