package io.reco.server.grpc.endpoint.feedback;

import java.time.Duration;
import java.util.Optional;

import com.google.protobuf.Timestamp;

import io.reco.api.v1.AcceptedEvent;
import io.reco.api.v1.EventType;
import io.reco.api.v1.WatchEventsResponse;
import io.reco.server.domain.Event;
import io.reco.server.grpc.endpoint.Fields;
import io.reco.server.grpc.stream.MessageSource;
import io.reco.server.grpc.stream.Step;
import io.reco.server.ingest.watch.Watch;

/**
 * The answers of one {@code WatchEvents}. The first one says where it begins; when there is nothing to tell for a while, another
 * one says how far it has come.
 */
final class WatchedEvents implements MessageSource<WatchEventsResponse> {

    private static final int NANOS_A_MILLI = 1_000_000;

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
            events.events().forEach(event -> answer.addEvents(encode(event)));
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

    private static AcceptedEvent encode(Event event) {
        io.reco.api.v1.Event.Builder told = io.reco.api.v1.Event.newBuilder()
                .setEventId(event.id())
                .setReaderId(event.reader())
                .setArticleId(event.article())
                .setType(EventType.forNumber(event.type().code()))
                .setEventTime(Fields.timestamp(event.timeMs()))
                .setPlacement(event.placement())
                .setPosition(event.sight().position())
                .setRetracted(event.retracted());
        long dwellMs = event.sight().dwellMs();
        if (dwellMs != Event.Sight.NO_DWELL) {
            told.setDwellTime(com.google.protobuf.Duration.newBuilder()
                    .setSeconds(dwellMs / 1_000)
                    .setNanos((int) (dwellMs % 1_000) * NANOS_A_MILLI));
        }
        AcceptedEvent.Builder accepted = AcceptedEvent.newBuilder().setEvent(told);
        if (event.pageStamp() > 0) {
            Timestamp pageTime = Fields.timestamp(event.pageStamp());
            accepted.setPageTime(pageTime);
        }
        return accepted.build();
    }

    @Override
    public Optional<String> position() {
        return Optional.of(watch.position());
    }
}
