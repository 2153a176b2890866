package io.reco.server.console.screen.live;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import org.jspecify.annotations.Nullable;

import io.reco.api.v1.FeedbackServiceGrpc;
import io.reco.api.v1.WatchEventsResponse;
import io.reco.server.console.answer.LongReply;
import io.reco.server.console.answer.Reply;
import io.reco.server.console.answer.Templates;
import io.reco.server.console.table.Cell;
import io.reco.server.console.visit.Visit;
import io.reco.server.http.call.InnerCalls;

/**
 * Events as they come, for a browser that waits for them. Ends before the HTTP port would end it; the browser goes on by itself
 * where it was, for the name of each message is the place in the log.
 */
public final class EventStream implements InnerCalls.Receiver<WatchEventsResponse> {

    private static final Duration LENGTH_MAX = Duration.ofSeconds(70);

    private final Templates templates;
    private final Clock clock;
    private final LongReply browser;
    private final long beginNanos = System.nanoTime();
    private volatile InnerCalls.@Nullable Started call;

    private EventStream(Templates templates, Clock clock, Reply reply) {
        this.templates = templates;
        this.clock = clock;
        this.browser = LongReply.open(reply, "text/event-stream; charset=utf-8", this::goOn, this::giveUp);
        reply.response().getHeaders().put("x-accel-buffering", "no"); // nginx would hold it back
        browser.put(": here\n\n");
    }

    /** Begins to answer. */
    public static void open(Visit visit, Templates templates, Clock clock, Reply reply) {
        EventStream stream = new EventStream(templates, clock, reply);
        String after = Objects.requireNonNullElse(reply.request().getHeaders().get("last-event-id"), "");
        InnerCalls.Started call = visit.start(
                FeedbackServiceGrpc.getWatchEventsMethod(), EventRows.request(visit.query(), after), stream);
        stream.call = call;
        call.ready();
    }

    private void goOn() {
        InnerCalls.Started started = call;
        if (started != null) {
            started.ready();
        }
    }

    private void giveUp() {
        InnerCalls.Started started = call;
        if (started != null) {
            started.giveUp();
        }
    }

    @Override
    public boolean isReady() {
        return browser.isReady();
    }

    @Override
    public void next(WatchEventsResponse answer) {
        List<List<Cell>> rows = EventRows.of(answer, clock.instant());
        browser.put(message("events", answer.getPosition(), rows.isEmpty() ? "" : templates.rows(rows)));
        if (System.nanoTime() - beginNanos > LENGTH_MAX.toNanos()) {
            giveUp();
            browser.end();
        }
    }

    /**
     * As browsers read it (HTML standard, "Server-sent events").
     *
     * @param id where to go on after it; empty for where it was
     * @param html may be empty
     */
    private static String message(String event, String id, String html) {
        String data = html.lines().map(line -> "data: " + line + "\n").collect(Collectors.joining());
        String name = id.isEmpty() ? "" : "id: " + id + "\n";
        return data.isEmpty() ? name + ": nothing new\n\n" : "event: " + event + "\n" + name + data + "\n";
    }

    @Override
    public void end(Optional<StatusRuntimeException> failure) {
        Status status = failure.map(StatusRuntimeException::getStatus).orElse(Status.OK);
        if (!status.isOk() && status.getCode() != Status.Code.UNAVAILABLE) {
            browser.put(
                    message("refused", "", templates.refused(Objects.requireNonNullElse(status.getDescription(), ""))));
        }
        browser.end();
    }
}
