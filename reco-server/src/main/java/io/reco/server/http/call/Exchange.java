package io.reco.server.http.call;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.function.Consumer;

import io.grpc.StatusRuntimeException;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpHeaderValue;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.IteratingCallback;
import org.jspecify.annotations.Nullable;

/**
 * One request and its answer, without a thread that waits. An answer that comes before the whole body is held until that was
 * read and thrown away: a connection closed on unread bytes would lose it. {@link #cut} ends the wait. A caller who asks first
 * ({@code Expect: 100-continue}) is told to go on by the first look for its body, and sends none where the answer comes before.
 */
final class Exchange {

    /** Who wants to know how the body came. On threads of the network: not to be held up. */
    interface Reading {
        /** For a body that is thrown away. */
        Reading NOBODY = new Reading() {
            @Override
            public void whole(byte[] body) {}

            @Override
            public void refuse(int httpStatus, StatusRuntimeException failure) {}

            @Override
            public void gone(Throwable cause) {}
        };

        /** It is there. */
        void whole(byte[] body);

        /** It is not waited for any more, and this is why. */
        void refuse(int httpStatus, StatusRuntimeException failure);

        /** Its caller went away. */
        void gone(Throwable cause);
    }

    private static final int SLICE_BYTES = 64 << 10;

    private final Request request;
    private final Response response;
    private final Callback callback;
    private final int bytesMax;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();

    private final long beginNanos = System.nanoTime();

    private long bytes;
    private @Nullable Answer answer;
    private Consumer<@Nullable Throwable> sent = failure -> {};
    /** Whether it may be looked for the body without asking for it. */
    private boolean asked;

    private boolean read;
    private boolean written;
    private boolean failed;

    Exchange(Request request, Response response, Callback callback, int bytesMax) {
        this.request = request;
        this.response = response;
        this.callback = callback;
        this.bytesMax = bytesMax;
        this.asked = !request.getHeaders().contains(HttpHeader.EXPECT, HttpHeaderValue.CONTINUE.asString());
    }

    /** Whether the caller keeps its body until it is told to send it. */
    synchronized boolean isToBeAsked() {
        return !asked;
    }

    /** Begins to read the body. */
    void read(Reading reading) {
        synchronized (this) {
            if (read) {
                return; // answered without it
            }
            asked = true;
        }
        request.addFailureListener(cause -> {
            fail(cause);
            reading.gone(cause);
        });
        readOn(reading);
    }

    private void readOn(Reading reading) {
        while (true) {
            Content.Chunk chunk = request.read();
            if (chunk == null) {
                request.demand(() -> readOn(reading));
                return;
            }
            if (Content.Chunk.isFailure(chunk)) {
                fail(chunk.getFailure());
                reading.gone(chunk.getFailure());
                return;
            }
            boolean fits = take(chunk);
            boolean last = chunk.isLast();
            chunk.release();
            if (last || !fits) {
                end(reading);
                return;
            }
        }
    }

    /** Whether more of it is worth reading. */
    private synchronized boolean take(Content.Chunk chunk) {
        bytes += chunk.remaining();
        if (bytes > bytesMax || answer != null) {
            body.reset();
        } else {
            body.writeBytes(BufferUtil.toArray(chunk.getByteBuffer()));
        }
        // What exceeds the limit by little is read to its end, so that the refusal arrives.
        return bytes <= 2L * bytesMax;
    }

    private void end(Reading reading) {
        boolean tooLarge;
        byte[] whole;
        synchronized (this) {
            read = true;
            tooLarge = bytes > bytesMax;
            whole = body.toByteArray();
            body.reset();
        }
        if (tooLarge) {
            reading.refuse(HttpStatus.PAYLOAD_TOO_LARGE_413, JsonCalls.tooLarge());
        } else {
            reading.whole(whole);
        }
        write();
    }

    /** Whether the body is there, as a whole or beyond its limit. */
    synchronized boolean isRead() {
        return read;
    }

    boolean isOlderThan(Duration age) {
        return System.nanoTime() - beginNanos > age.toNanos();
    }

    /** Answers; only the first answer counts. {@code sent} gets what failed, or null. */
    void answer(Answer answer, Consumer<@Nullable Throwable> sent) {
        synchronized (this) {
            if (this.answer != null) {
                return;
            }
            this.answer = answer;
            this.sent = sent;
        }
        if (isToBeAsked()) {
            cut();
        } else {
            write();
        }
    }

    /** An answer is not held any longer, whatever of the body is missing; the connection ends with it. */
    void cut() {
        synchronized (this) {
            if (!read) {
                response.getHeaders().put(HttpHeader.CONNECTION, HttpHeaderValue.CLOSE.asString());
            }
            read = true;
        }
        write();
    }

    private void fail(Throwable cause) {
        synchronized (this) {
            if (written || failed) {
                return;
            }
            failed = true;
        }
        sent.accept(cause);
        callback.failed(cause);
    }

    private void write() {
        Answer ready;
        synchronized (this) {
            if (answer == null || !read || written || failed) {
                return;
            }
            written = true;
            ready = answer;
        }
        response.setStatus(ready.status());
        HttpFields.Mutable fields = response.getHeaders();
        for (HttpField field : ready.headers()) {
            fields.put(field);
        }
        fields.put(HttpHeader.CACHE_CONTROL, "no-store");
        fields.put(HttpHeader.CONTENT_LENGTH, ready.body().length);
        if (ready.status() == HttpStatus.PAYLOAD_TOO_LARGE_413) {
            fields.put(HttpHeader.CONNECTION, HttpHeaderValue.CLOSE.asString());
        }
        new SlicedWrite(ready.body()).iterate();
    }

    /** Writes a body bit by bit: of one as a whole the JDK keeps a copy in direct memory for each thread that ever wrote one. */
    private final class SlicedWrite extends IteratingCallback {
        private final ByteBuffer left;
        private boolean begun;

        SlicedWrite(byte[] body) {
            left = ByteBuffer.wrap(body);
        }

        @Override
        protected Action process() {
            if (begun && !left.hasRemaining()) {
                return Action.SUCCEEDED;
            }
            begun = true;
            int bytes = Math.min(left.remaining(), SLICE_BYTES);
            ByteBuffer slice = left.slice(left.position(), bytes);
            left.position(left.position() + bytes);
            response.write(!left.hasRemaining(), slice, this);
            return Action.SCHEDULED;
        }

        @Override
        protected void onCompleteSuccess() {
            sent.accept(null);
            callback.succeeded();
        }

        @Override
        protected void onCompleteFailure(Throwable cause) {
            sent.accept(cause);
            callback.failed(cause);
        }
    }
}
