package io.reco.server.http;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;

/** A connection that sends the bytes it is told to, as no client library would. */
public final class RawHttp implements Closeable {

    private static final int ANSWER_MAX_MS = 60_000;

    private final Socket socket;

    /** Opens one. */
    public RawHttp(int port) throws IOException {
        this(port, InetAddress.getLoopbackAddress());
    }

    /** Opens one from an address of this machine. */
    public RawHttp(int port, InetAddress from) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port, from, 0);
        socket.setSoTimeout(ANSWER_MAX_MS);
    }

    /** Sends bytes, as Latin-1. */
    public RawHttp send(String text) throws IOException {
        return send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Sends bytes. A server that has said its last word does not take them. */
    public RawHttp send(byte[] bytes) throws IOException {
        try {
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
        } catch (SocketException closed) {
            // What it said before can still be read.
        }
        return this;
    }

    /** What comes next, without waiting for its end. */
    public String read() throws IOException {
        byte[] buffer = new byte[1 << 16];
        int length = read(buffer);
        return length < 0 ? "" : new String(buffer, 0, length, StandardCharsets.ISO_8859_1);
    }

    /** All that comes until the server closes the connection. */
    public String readAll() throws IOException {
        StringBuilder answer = new StringBuilder();
        byte[] buffer = new byte[1 << 16];
        try {
            for (int length = read(buffer); length >= 0; length = read(buffer)) {
                answer.append(new String(buffer, 0, length, StandardCharsets.ISO_8859_1));
            }
        } catch (SocketException reset) {
            // The end, too.
        }
        return answer.toString();
    }

    /** Whether the server has closed it. */
    public boolean isClosed() throws IOException {
        socket.setSoTimeout(1);
        try {
            return read(new byte[1 << 16]) < 0;
        } catch (SocketTimeoutException open) {
            return false;
        } catch (SocketException reset) {
            return true;
        } finally {
            socket.setSoTimeout(ANSWER_MAX_MS);
        }
    }

    private int read(byte[] buffer) throws IOException {
        return socket.getInputStream().read(buffer);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
