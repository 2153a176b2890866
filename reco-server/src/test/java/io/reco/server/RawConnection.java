package io.reco.server;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;

/** An HTTP/2 connection that sends the frames it is told to, as no client library would (RFC 9113). */
final class RawConnection implements Closeable {

    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int RST_STREAM = 3;
    private static final int SETTINGS = 4;
    private static final int END_STREAM = 1;
    private static final int END_HEADERS = 4;
    private static final int CANCEL = 8;

    private final Socket socket;
    private final DataOutputStream out;
    private final byte[] headers;
    private int lastStream = -1;

    /** Opens a connection whose calls are of this method. */
    RawConnection(int port, String method) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        out = new DataOutputStream(new java.io.BufferedOutputStream(socket.getOutputStream(), 1 << 16));
        headers = headers(method);
        out.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        frame(SETTINGS, 0, 0, new byte[0]);
        out.flush();
    }

    /** Starts a call, sends its request and returns its stream. */
    int call(byte[] request) throws IOException {
        int stream = start();
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        DataOutputStream prefixed = new DataOutputStream(message);
        prefixed.writeByte(0);
        prefixed.writeInt(request.length);
        prefixed.write(request);
        frame(DATA, END_STREAM, stream, message.toByteArray());
        return stream;
    }

    /** Starts a call whose request never comes. */
    int start() throws IOException {
        lastStream += 2;
        frame(HEADERS, END_HEADERS, lastStream, headers);
        return lastStream;
    }

    /** Gives a call up. */
    void reset(int stream) throws IOException {
        frame(RST_STREAM, 0, stream, new byte[] {0, 0, 0, CANCEL});
    }

    void flush() throws IOException {
        out.flush();
    }

    /** Breaks the connection off without a word to HTTP/2: the peer gets a TCP reset. */
    void breakOff() throws IOException {
        out.flush();
        socket.setSoLinger(true, 0);
        socket.close();
    }

    /** Whether the server has closed the connection, or does so within this time. */
    boolean isCutWithin(int millis) throws IOException {
        socket.setSoTimeout(millis);
        byte[] unread = new byte[1 << 16];
        try {
            int length = socket.getInputStream().read(unread);
            while (length >= 0) {
                length = socket.getInputStream().read(unread);
            }
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (SocketException e) {
            return true;
        }
    }

    private void frame(int type, int flags, int stream, byte[] payload) throws IOException {
        out.writeByte(payload.length >>> 16);
        out.writeShort(payload.length);
        out.writeByte(type);
        out.writeByte(flags);
        out.writeInt(stream);
        out.write(payload);
    }

    /** In HPACK, each as a literal that is not indexed (RFC 7541 section 6.2.2). */
    private static byte[] headers(String method) {
        ByteArrayOutputStream headers = new ByteArrayOutputStream();
        String[] pairs = {
            ":method", "POST",
            ":scheme", "http",
            ":path", "/" + method,
            ":authority", "localhost",
            "te", "trailers",
            "content-type", "application/grpc"
        };
        for (int i = 0; i < pairs.length; i += 2) {
            headers.write(0);
            literal(headers, pairs[i]);
            literal(headers, pairs[i + 1]);
        }
        return headers.toByteArray();
    }

    private static void literal(ByteArrayOutputStream headers, String text) {
        headers.write(text.length());
        headers.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
