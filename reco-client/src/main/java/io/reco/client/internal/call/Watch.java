package io.reco.client.internal.call;

import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;

import io.reco.api.v1.WatchEventsResponse;
import io.reco.client.feedback.AcceptedEvent;
import io.reco.client.feedback.EventWatch;
import io.reco.client.feedback.WatchedEvents;
import io.reco.client.internal.stream.Pull;
import io.reco.client.internal.wire.Events;

/** Takes the events out of the answers that they come in. */
final class Watch implements EventWatch {
    private final Pull<WatchEventsResponse> answers;
    private Iterator<AcceptedEvent> events = List.<AcceptedEvent>of().iterator();
    private volatile String position;
    private String nextPosition;
    private volatile boolean closed;

    /**
     * Begins.
     *
     * @param position where it goes on from; empty when that is only known to the server
     */
    Watch(Pull<WatchEventsResponse> answers, String position) {
        this.answers = answers;
        this.position = position;
        this.nextPosition = position;
    }

    @Override
    public boolean hasNext() {
        while (!closed && !events.hasNext()) {
            Optional<WatchEventsResponse> answer = answers.next();
            if (answer.isEmpty()) {
                return false;
            }
            WatchedEvents watched = Events.watched(answer.get());
            events = watched.events().iterator();
            nextPosition = watched.position();
            tellPosition();
        }
        return !closed && events.hasNext();
    }

    @Override
    public AcceptedEvent next() {
        if (!hasNext()) {
            throw new NoSuchElementException("watch: closed (expected: open)");
        }
        AcceptedEvent event = events.next();
        tellPosition();
        return event;
    }

    /** A position is after all events of its answer. */
    private void tellPosition() {
        if (!events.hasNext()) {
            position = nextPosition;
        }
    }

    @Override
    public String position() {
        return position;
    }

    @Override
    public void close() {
        closed = true;
        answers.cancel();
    }
}
