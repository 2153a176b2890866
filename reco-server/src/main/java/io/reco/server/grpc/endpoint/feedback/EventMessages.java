package io.reco.server.grpc.endpoint.feedback;

import com.google.protobuf.Duration;

import io.reco.api.v1.AcceptedEvent;
import io.reco.server.domain.Event;
import io.reco.server.grpc.endpoint.Fields;

/** Events as the log has them, as messages. */
public final class EventMessages {

    private static final int NANOS_A_MILLI = 1_000_000;

    private EventMessages() {}

    /** All that is kept of an event. */
    public static AcceptedEvent accepted(Event event) {
        io.reco.api.v1.Event.Builder told = io.reco.api.v1.Event.newBuilder()
                .setEventId(event.id())
                .setReaderId(event.reader())
                .setArticleId(event.article())
                .setTypeValue(event.type().code())
                .setEventTime(Fields.timestamp(event.timeMs()))
                .setPlacement(event.placement())
                .setPosition(event.sight().position())
                .setRetracted(event.retracted());
        long dwellMs = event.sight().dwellMs();
        if (dwellMs != Event.Sight.NO_DWELL) {
            told.setDwellTime(Duration.newBuilder()
                    .setSeconds(dwellMs / 1_000)
                    .setNanos((int) (dwellMs % 1_000) * NANOS_A_MILLI));
        }
        AcceptedEvent.Builder accepted = AcceptedEvent.newBuilder().setEvent(told);
        if (event.pageStamp() > 0) {
            accepted.setPageTime(Fields.timestamp(event.pageStamp()));
        }
        return accepted.build();
    }
}
