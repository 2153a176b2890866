package io.reco.server.console.answer;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.stream.Collectors;

import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.util.Callback;

/** An answer of many messages, as browsers read them (HTML standard, "Server-sent events"). Safe for use by many threads. */
public final class EventSource {

    private final Reply reply;
    private final Runnable onRoom;
    private final Runnable onGone;
    /** Guarded by this, as the others are. */
    private final Deque<String> waiting = new ArrayDeque<>();

    private boolean writing;
    private boolean ending;
    private boolean over;

    private EventSource(Reply reply, Runnable onRoom, Runnable onGone) {
        this.reply = reply;
        this.onRoom = onRoom;
        this.onGone = onGone;
    }

    /**
     * Begins the answer.
     *
     * @param onRoom is run when there is room for a message again
     * @param onGone is run when the browser went away
     */
    public static EventSource open(Reply reply, Runnable onRoom, Runnable onGone) {
        EventSource source = new EventSource(reply, onRoom, onGone);
        reply.response().setStatus(HttpStatus.OK_200);
        Headers.put(reply.response().getHeaders(), "text/event-stream; charset=utf-8", "no-store");
        reply.response().getHeaders().put("x-accel-buffering", "no"); // nginx would hold it back
        source.put(": here\n\n");
        return source;
    }

    /** Whether a message would go out now. */
    public synchronized boolean isReady() {
        return !writing && !ending && !over;
    }

    /**
     * Sends a message.
     *
     * @param id where to go on after it; empty for where it was
     * @param html may be empty
     */
    public void send(String event, String id, String html) {
        String data = html.lines().map(line -> "data: " + line + "\n").collect(Collectors.joining());
        String name = id.isEmpty() ? "" : "id: " + id + "\n";
        put(data.isEmpty() ? name + ": nothing new\n\n" : "event: " + event + "\n" + name + data + "\n");
    }

    /** Ends it, after what is still to go out. */
    public void end() {
        synchronized (this) {
            ending = true;
        }
        write();
    }

    private void put(String message) {
        synchronized (this) {
            if (ending || over) {
                return;
            }
            waiting.add(message);
        }
        write();
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
