package io.reco.server.console.answer;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;

import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.util.Callback;

/** An answer that comes in parts, each when there is room for it. Safe for use by many threads. */
public final class LongReply {

    private final Reply reply;
    private final Runnable onRoom;
    private final Runnable onGone;
    /** Guarded by this, as the others are. */
    private final Deque<String> waiting = new ArrayDeque<>();

    private boolean writing;
    private boolean ending;
    private boolean over;

    private LongReply(Reply reply, Runnable onRoom, Runnable onGone) {
        this.reply = reply;
        this.onRoom = onRoom;
        this.onGone = onGone;
    }

    /**
     * Begins the answer; its headers go out with its first part.
     *
     * @param type what it is, such as {@code text/plain}
     * @param onRoom is run when there is room for a part again
     * @param onGone is run when the browser went away
     */
    public static LongReply open(Reply reply, String type, Runnable onRoom, Runnable onGone) {
        reply.response().setStatus(HttpStatus.OK_200);
        Headers.put(reply.response().getHeaders(), type, "no-store");
        return new LongReply(reply, onRoom, onGone);
    }

    /** Whether a part would go out now. */
    public synchronized boolean isReady() {
        return !writing && !ending && !over;
    }

    /** Ends it, after what is still to go out. */
    public void end() {
        synchronized (this) {
            ending = true;
        }
        write();
    }

    /** Sends a part. */
    public void put(String part) {
        synchronized (this) {
            if (ending || over) {
                return;
            }
            waiting.add(part);
        }
        write();
    }

    /** Breaks it off, so that nobody takes what came for all of it. */
    public void cut(Throwable cause) {
        boolean first;
        synchronized (this) {
            first = !over;
            over = true;
        }
        if (first) {
            reply.callback().failed(cause);
        }
    }

    private void write() {
        String text;
        synchronized (this) {
            if (writing || over || (waiting.isEmpty() && !ending)) {
                return;
            }
            writing = true;
            text = String.join("", waiting);
            waiting.clear();
            over = ending;
        }
        boolean last = isOver();
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        reply.response().write(last, bytes, Callback.from(() -> written(last), this::fail));
    }

    private synchronized boolean isOver() {
        return over;
    }

    private void written(boolean last) {
        synchronized (this) {
            writing = false;
        }
        if (last) {
            reply.callback().succeeded();
        } else {
            write();
            onRoom.run();
        }
    }

    private void fail(Throwable cause) {
        synchronized (this) {
            over = true;
        }
        reply.callback().failed(cause);
        onGone.run();
    }
}
