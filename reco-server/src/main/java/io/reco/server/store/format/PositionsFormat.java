package io.reco.server.store.format;

import com.google.protobuf.InvalidProtocolBufferException;

import io.reco.server.store.log.Mark;
import io.reco.server.store.log.Positions;
import io.reco.server.store.stored.StoredPositions;

/** Places in the log as stored bytes, and back. */
public final class PositionsFormat {

    private PositionsFormat() {}

    public static byte[] stored(Positions place) {
        StoredPositions.Builder stored = StoredPositions.newBuilder();
        place.marks()
                .forEach(mark ->
                        stored.addMarksBuilder().setPartition(mark.partition()).setPosition(mark.position()));
        return stored.build().toByteArray();
    }

    public static Positions positions(byte[] bytes) {
        try {
            return Positions.of(StoredPositions.parseFrom(bytes).getMarksList().stream()
                    .map(mark -> new Mark(mark.getPartition(), mark.getPosition()))
                    .toList());
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("a stored place in the log is damaged", e);
        }
    }
}
