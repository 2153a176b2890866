package io.reco.server.grpc.open;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.grpc.Status;
import io.grpc.netty.shaded.io.netty.buffer.ByteBuf;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.handler.codec.ByteToMessageDecoder;

/**
 * Tells who speaks plaintext to a port with TLS that it does, in the words of their protocol: TLS itself would close the
 * connection without one. What begins with three capital letters is HTTP, and no record of TLS does. Of what is sent nothing
 * is read but where a call of HTTP/2 begins, and nothing is answered but constants. A connection on which none begins ends
 * when a handshake would.
 */
final class PlaintextAnswer extends ByteToMessageDecoder {

    private static final String SENTENCE = "connection: plaintext (expected: TLS, which this port speaks)";

    private static final int FIRST = 3;
    /** What HTTP/2 begins with (RFC 9113, section 3.4). */
    private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

    private static final int FRAME_HEADER = 9;
    private static final byte HEADERS = 1;
    private static final byte SETTINGS = 4;
    private static final byte END_STREAM_AND_HEADERS = 5;
    private static final int ANSWERS_MAX = 100;
    // Closed at once, what the caller is still sending would take the answer away from them.
    private static final int CLOSE_AFTER_MS = 1_000;

    private boolean http2;
    private int answers;
    /** What is left of the frame that is passed over. */
    private int left;

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf bytes, List<Object> out) {
        if (http2) {
            passOver(context, bytes);
        } else if (answers > 0) {
            bytes.skipBytes(bytes.readableBytes());
        } else {
            begin(context, bytes);
        }
    }

    private void begin(ChannelHandlerContext context, ByteBuf bytes) {
        int seen = Math.min(bytes.readableBytes(), FIRST);
        String first = bytes.toString(bytes.readerIndex(), seen, StandardCharsets.US_ASCII);
        if (!first.chars().allMatch(letter -> letter >= 'A' && letter <= 'Z')) {
            context.pipeline().remove(this); // which hands on what it has
        } else if (PREFACE.startsWith(first) && seen == FIRST) {
            http2 = true;
            left = PREFACE.length();
            var unused = context.writeAndFlush(frame(context, SETTINGS, (byte) 0, 0, new byte[0]));
            passOver(context, bytes); // or the decoder would take it that more must come
        } else if (seen == FIRST) {
            answer(context, http1(context));
        }
    }

    private void passOver(ChannelHandlerContext context, ByteBuf bytes) {
        int passed = Math.min(left, bytes.readableBytes());
        bytes.skipBytes(passed);
        left -= passed;
        if (left > 0 || bytes.readableBytes() < FRAME_HEADER) {
            return;
        }
        left = bytes.readUnsignedMedium();
        byte type = bytes.readByte();
        bytes.skipBytes(1); // flags
        int stream = bytes.readInt();
        if (type == HEADERS && answers < ANSWERS_MAX) {
            answer(context, frame(context, HEADERS, END_STREAM_AND_HEADERS, stream, refusal()));
        }
    }

    private void answer(ChannelHandlerContext context, ByteBuf answer) {
        var written = context.writeAndFlush(answer);
        if (answers == 0) {
            var unused = written.addListener(sent -> closeSoon(context));
        }
        answers++;
    }

    private static void closeSoon(ChannelHandlerContext context) {
        Runnable close = () -> {
            var unused = context.close();
        };
        var unused = context.executor().schedule(close, CLOSE_AFTER_MS, TimeUnit.MILLISECONDS);
    }

    private static ByteBuf frame(ChannelHandlerContext context, byte type, byte flags, int stream, byte[] payload) {
        return context.alloc()
                .buffer(FRAME_HEADER + payload.length)
                .writeMedium(payload.length)
                .writeByte(type)
                .writeByte(flags)
                .writeInt(stream)
                .writeBytes(payload);
    }

    /** A gRPC call's end ("Trailers-Only"), its fields with names and values in full (HPACK, RFC 7541, section 6.2.2). */
    private static byte[] refusal() {
        String code = Integer.toString(Status.Code.FAILED_PRECONDITION.value());
        String fields = field(":status", "200")
                + field("content-type", "application/grpc")
                + field("grpc-status", code)
                + field("grpc-message", SENTENCE);
        return fields.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String field(String name, String value) {
        return "\0" + (char) name.length() + name + (char) value.length() + value;
    }

    private static ByteBuf http1(ChannelHandlerContext context) {
        String line = SENTENCE + "\n";
        String answer = "HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain\r\nConnection: close\r\nContent-Length: "
                + line.length() + "\r\n\r\n" + line;
        return context.alloc().buffer().writeBytes(answer.getBytes(StandardCharsets.US_ASCII));
    }
}
