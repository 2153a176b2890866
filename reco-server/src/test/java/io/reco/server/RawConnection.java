package io.reco.server;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import io.grpc.netty.shaded.io.netty.buffer.Unpooled;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Exception;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Headers;
import org.jspecify.annotations.Nullable;

/** An HTTP/2 connection that sends the frames it is told to, as no client library would (RFC 9113). */
final class RawConnection implements Closeable {

    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int RST_STREAM = 3;
    private static final int SETTINGS = 4;
    private static final int CONTINUATION = 9;
    private static final int END_STREAM = 1;
    private static final int END_HEADERS = 4;
    private static final int CANCEL = 8;
    private static final int FRAME_BYTES_MAX = 16 << 10;
    private static final int STATUS_MAX_MS = 60_000;

    private final Socket socket;
    private final DataOutputStream out;
    private final byte[] headers;
    private final DefaultHttp2HeadersDecoder decoder = new DefaultHttp2HeadersDecoder(false);
    private int lastStream = -1;
    private int httpStatus;

    /** Opens a connection whose calls are of this method. */
    RawConnection(int port, String method) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        out = new DataOutputStream(new java.io.BufferedOutputStream(socket.getOutputStream(), 1 << 16));
        headers = headers(
                ":method", "POST",
                ":scheme", "http",
                ":path", "/" + method,
                ":authority", "localhost",
                "te", "trailers",
                "content-type", "application/grpc");
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
        return start(new byte[0]);
    }

    /** The same with more headers, in pairs. */
    int startWith(String... more) throws IOException {
        return start(headers(more));
    }

    /** Starts a call with these headers and no others, in pairs. */
    int startOnly(String... all) throws IOException {
        lastStream += 2;
        frame(HEADERS, END_HEADERS, lastStream, headers(all));
        return lastStream;
    }

    private int start(byte[] more) throws IOException {
        lastStream += 2;
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(headers);
        all.writeBytes(more);
        byte[] block = all.toByteArray();
        for (int from = 0; from < block.length; from += FRAME_BYTES_MAX) {
            int to = Math.min(block.length, from + FRAME_BYTES_MAX);
            int flags = to == block.length ? END_HEADERS : 0;
            frame(from == 0 ? HEADERS : CONTINUATION, flags, lastStream, Arrays.copyOfRange(block, from, to));
        }
        return lastStream;
    }

    /** Sends these bytes of a call's request, whatever they are, and perhaps says that there are no more. */
    void data(int stream, byte[] bytes, boolean last) throws IOException {
        frame(DATA, last ? END_STREAM : 0, stream, bytes);
    }

    /** How a call ended: its {@code grpc-status}, or -1 when there is none, as when the server resets it. */
    int status(int stream) throws IOException {
        out.flush();
        socket.setSoTimeout(STATUS_MAX_MS);
        DataInputStream in = new DataInputStream(socket.getInputStream());
        while (true) {
            int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
            int type = in.readUnsignedByte();
            in.readUnsignedByte(); // flags
            int of = in.readInt();
            byte[] payload = in.readNBytes(length);
            if (type == RST_STREAM && of == stream) {
                return -1;
            }
            if (type == HEADERS) { // all are decoded, as each adds to what the next ones refer to
                CharSequence status = status(of, payload);
                if (of == stream && status != null) {
                    return Integer.parseInt(status.toString());
                }
            }
        }
    }

    /** The HTTP status of the last answer that {@link #status} saw the begin of; 0 when there was none. */
    int httpStatus() {
        return httpStatus;
    }

    private @Nullable CharSequence status(int stream, byte[] payload) throws IOException {
        try {
            Http2Headers all = decoder.decodeHeaders(stream, Unpooled.wrappedBuffer(payload));
            CharSequence http = all.status();
            if (http != null) {
                httpStatus = Integer.parseInt(http.toString());
            }
            return all.get("grpc-status");
        } catch (Http2Exception e) {
            throw new IOException(e);
        }
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
    private static byte[] headers(String... pairs) {
        ByteArrayOutputStream headers = new ByteArrayOutputStream();
        for (int i = 0; i < pairs.length; i += 2) {
            headers.write(0);
            literal(headers, pairs[i]);
            literal(headers, pairs[i + 1]);
        }
        return headers.toByteArray();
    }

    private static void literal(ByteArrayOutputStream headers, String text) {
        length(headers, text.length());
        headers.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** An integer with a prefix of 7 bits (RFC 7541 section 5.1). */
    private static void length(ByteArrayOutputStream headers, int length) {
        if (length < 127) {
            headers.write(length);
            return;
        }
        headers.write(127);
        int rest = length - 127;
        for (; rest >= 128; rest >>>= 7) {
            headers.write((rest & 127) | 128);
        }
        headers.write(rest);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
