package io.reco.it;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;

/** A connection that sends what it is told to, whatever HTTP/2 says about it (RFC 9113), and reads only when it is told to. */
final class HostileConnection implements Closeable {

    static final int DATA = 0;
    static final int HEADERS = 1;
    static final int PRIORITY = 2;
    static final int RST_STREAM = 3;
    static final int SETTINGS = 4;
    static final int PING = 6;
    static final int WINDOW_UPDATE = 8;
    static final int CONTINUATION = 9;

    static final int END_STREAM = 1;
    static final int END_HEADERS = 4;

    static final int INITIAL_WINDOW = 4;
    private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final int BUFFER = 1 << 16;

    private final Socket socket;
    private final DataOutputStream out;
    private int lastStream = -1;

    private HostileConnection(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        out = new DataOutputStream(new java.io.BufferedOutputStream(socket.getOutputStream(), BUFFER));
    }

    /** One that has said nothing yet. */
    static HostileConnection silent(int port) throws IOException {
        return new HostileConnection(port);
    }

    /** One that has said hello, and lets each stream send it this much. */
    static HostileConnection open(int port, int window) throws IOException {
        HostileConnection connection = new HostileConnection(port);
        connection.greet(window);
        return connection;
    }

    /** Says hello. */
    void greet(int window) throws IOException {
        raw(PREFACE);
        settings(INITIAL_WINDOW, window);
        flush();
    }

    /** One that has said hello as others do. */
    static HostileConnection open(int port) throws IOException {
        return open(port, BUFFER - 1);
    }

    void raw(byte[] bytes) throws IOException {
        out.write(bytes);
    }

    void settings(int setting, int value) throws IOException {
        ByteArrayOutputStream payload = new ByteArrayOutputStream();
        DataOutputStream fields = new DataOutputStream(payload);
        fields.writeShort(setting);
        fields.writeInt(value);
        frame(SETTINGS, 0, 0, payload.toByteArray());
    }

    /** The head of a call, with more headers in pairs; it waits for its request. */
    int start(String method, String... more) throws IOException {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        block.writeBytes(literals(
                ":method",
                "POST",
                ":scheme",
                "http",
                ":path",
                "/" + method,
                ":authority",
                "localhost",
                "te",
                "trailers",
                "content-type",
                "application/grpc"));
        block.writeBytes(literals(more));
        return block(HEADERS, END_HEADERS, block.toByteArray());
    }

    /** A header block of a stream of its own. */
    int block(int type, int flags, byte[] block) throws IOException {
        lastStream += 2;
        frame(type, flags, lastStream, block);
        return lastStream;
    }

    /** A whole call. */
    int call(String method, byte[] request) throws IOException {
        int stream = start(method);
        frame(DATA, END_STREAM, stream, message(0, request.length, request));
        return stream;
    }

    void frame(int type, int flags, int stream, byte[] payload) throws IOException {
        out.writeByte(payload.length >>> 16);
        out.writeShort(payload.length);
        out.writeByte(type);
        out.writeByte(flags);
        out.writeInt(stream);
        out.write(payload);
    }

    void flush() throws IOException {
        out.flush();
    }

    /** The bytes of a message of gRPC, or of as much of it as there is. */
    static byte[] message(int compressed, int length, byte[] bytes) {
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        try (DataOutputStream prefixed = new DataOutputStream(message)) {
            prefixed.writeByte(compressed);
            prefixed.writeInt(length);
            prefixed.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return message.toByteArray();
    }

    static byte[] four(int value) {
        return new byte[] {(byte) (value >>> 24), (byte) (value >>> 16), (byte) (value >>> 8), (byte) value};
    }

    /** In HPACK, each a literal that is not indexed (RFC 7541 section 6.2.2). */
    static byte[] literals(String... pairs) {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        for (int i = 0; i < pairs.length; i += 2) {
            block.write(0);
            literal(block, pairs[i]);
            literal(block, pairs[i + 1]);
        }
        return block.toByteArray();
    }

    /** A text and its length, in a prefix of seven bits (RFC 7541 section 5.1). */
    static void literal(ByteArrayOutputStream block, String text) {
        int length = text.length();
        if (length < 127) {
            block.write(length);
        } else {
            block.write(127);
            for (length -= 127; length >= 128; length /= 128) {
                block.write(length % 128 + 128);
            }
            block.write(length);
        }
        block.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Whether the server has closed it, or does so within this time; reads whatever comes until then. */
    boolean isCutWithin(int millis) throws IOException {
        long endNs = System.nanoTime() + millis * 1_000_000L;
        byte[] unread = new byte[BUFFER];
        try {
            for (long leftMs = millis; leftMs > 0; leftMs = (endNs - System.nanoTime()) / 1_000_000) {
                socket.setSoTimeout((int) leftMs);
                if (socket.getInputStream().read(unread) < 0) {
                    return true;
                }
            }
            return false;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (SocketException e) {
            return true;
        }
    }

    /** Reads and forgets what is there. */
    void readAvailable() throws IOException {
        long there = socket.getInputStream().available();
        socket.getInputStream().skipNBytes(there);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
