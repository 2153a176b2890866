package io.reco.server.grpc.endpoint.feedback;

import java.time.Duration;
import java.util.Optional;

import io.reco.api.v1.WatchEventsResponse;
import io.reco.server.grpc.stream.MessageSource;
import io.reco.server.grpc.stream.Step;
import io.reco.server.ingest.watch.Watch;

/**
 * The answers of one {@code WatchEvents}. The first one says where it begins; when there is nothing to tell for a while, another
 * one says how far it has come.
 */
final class WatchedEvents implements MessageSource<WatchEventsResponse> {

    private final Watch watch;
    private final long quietMaxNs;
    private boolean begun;
    private long toldNs;

    /** Says something at least every {@code quietMax}, and a second. */
    WatchedEvents(Watch watch, Duration quietMax) {
        this.watch = watch;
        this.quietMaxNs = quietMax.toNanos();
    }

    @Override
    public Step<WatchEventsResponse> next() {
        if (!begun) {
            begun = true;
            return Step.send(tell(WatchEventsResponse.newBuilder()));
        }
        Watch.Events events = watch.next();
        if (!events.events().isEmpty()) {
            WatchEventsResponse.Builder answer = WatchEventsResponse.newBuilder();
            events.events().forEach(event -> answer.addEvents(EventMessages.accepted(event)));
            return Step.send(tell(answer));
        }
        if (System.nanoTime() - toldNs >= quietMaxNs) {
            return Step.send(tell(WatchEventsResponse.newBuilder()));
        }
        return events.more() ? Step.more() : Step.later();
    }

    private WatchEventsResponse tell(WatchEventsResponse.Builder answer) {
        toldNs = System.nanoTime();
        return answer.setPosition(watch.position()).build();
    }

    @Override
    public Optional<String> position() {
        return Optional.of(watch.position());
    }
}
