package io.reco.server.store.format;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import it.unimi.dsi.fastutil.longs.LongArrayList;
import it.unimi.dsi.fastutil.longs.LongList;
import it.unimi.dsi.fastutil.longs.LongLists;

import io.reco.server.domain.Event;
import io.reco.server.domain.EventType;
import io.reco.server.domain.page.Origin;
import io.reco.server.store.stored.StoredEvent;
import io.reco.server.store.stored.StoredFact;
import io.reco.server.store.stored.StoredFacts;

/**
 * Events as the bytes of {@code StoredFacts}, and back. Read field by field: nearly all of the log is events, and of following
 * it the generated messages and their builders took more than learning did.
 */
public final class EventFormat {

    private static final int FACT_TAG =
            WireFormat.FieldType.MESSAGE.getWireType() | (StoredFacts.FACTS_FIELD_NUMBER << 3);
    private static final int EVENT_TAG =
            WireFormat.FieldType.MESSAGE.getWireType() | (StoredFact.EVENT_FIELD_NUMBER << 3);

    private EventFormat() {}

    /** The event as a run of one fact, without a time of acceptance. */
    public static byte[] run(Event event) {
        StoredEvent stored = stored(event);
        int eventBytes =
                CodedOutputStream.computeUInt32SizeNoTag(stored.getSerializedSize()) + stored.getSerializedSize();
        byte[] run = new byte[1 + CodedOutputStream.computeUInt32SizeNoTag(1 + eventBytes) + 1 + eventBytes];
        try {
            CodedOutputStream bytes = CodedOutputStream.newInstance(run);
            bytes.writeUInt32NoTag(FACT_TAG);
            bytes.writeUInt32NoTag(1 + eventBytes);
            bytes.writeUInt32NoTag(EVENT_TAG);
            bytes.writeMessageNoTag(stored);
            bytes.checkNoSpaceLeft();
        } catch (IOException e) {
            throw new IllegalStateException(e); // the array is as long as what is written
        }
        return run;
    }

    private static StoredEvent stored(Event event) {
        return StoredEvent.newBuilder()
                .setId(event.id())
                .setReader(event.reader())
                .setArticle(event.article())
                .setType(event.type().code())
                .setTimeMs(event.timeMs())
                .setPageStamp(event.pageStamp())
                .setPagePlacement(event.origin().placement())
                .setPlace(event.origin().slot() + 1)
                .setRetracted(event.retracted())
                .setPlacement(event.sight().placement())
                .setPosition(event.sight().position())
                .setDwell((int) event.sight().dwellMs() + 1)
                .addAllAbove(event.origin().above())
                .setPageSource(event.origin().sourceCode())
                .setPageDegraded(event.origin().degraded())
                .build();
    }

    /** The event whose fields follow, up to the limit, in these bytes that are read so far. */
    static Event event(byte[] run, CodedInputStream bytes) throws IOException {
        Fields fields = new Fields();
        for (int tag = bytes.readTag(); tag != 0; tag = bytes.readTag()) {
            fields.read(tag, run, bytes);
        }
        return fields.event();
    }

    /** What was read of one event. */
    private static final class Fields {

        private String id = "";
        private String reader = "";
        private String article = "";
        private int type;
        private long timeMs;
        private long pageStamp;
        private int place;
        private String pagePlacement = "";
        private int pageSource;
        private boolean pageDegraded;
        private LongList above = LongLists.EMPTY_LIST;
        private boolean retracted;
        private String placement = "";
        private int position;
        private int dwell;

        void read(int tag, byte[] run, CodedInputStream bytes) throws IOException {
            switch (WireFormat.getTagFieldNumber(tag)) {
                case StoredEvent.ID_FIELD_NUMBER -> id = text(run, bytes);
                case StoredEvent.READER_FIELD_NUMBER -> reader = text(run, bytes);
                case StoredEvent.ARTICLE_FIELD_NUMBER -> article = text(run, bytes);
                case StoredEvent.TYPE_FIELD_NUMBER -> type = bytes.readInt32();
                case StoredEvent.TIME_MS_FIELD_NUMBER -> timeMs = bytes.readInt64();
                case StoredEvent.PAGE_STAMP_FIELD_NUMBER -> pageStamp = bytes.readInt64();
                case StoredEvent.PLACE_FIELD_NUMBER -> place = bytes.readInt32();
                case StoredEvent.PAGE_PLACEMENT_FIELD_NUMBER -> pagePlacement = text(run, bytes);
                case StoredEvent.PAGE_DEGRADED_FIELD_NUMBER -> pageDegraded = bytes.readBool();
                case StoredEvent.PAGE_SOURCE_FIELD_NUMBER -> pageSource = bytes.readInt32();
                case StoredEvent.ABOVE_FIELD_NUMBER -> above = numbers(bytes);
                case StoredEvent.RETRACTED_FIELD_NUMBER -> retracted = bytes.readBool();
                case StoredEvent.PLACEMENT_FIELD_NUMBER -> placement = text(run, bytes);
                case StoredEvent.POSITION_FIELD_NUMBER -> position = bytes.readInt32();
                case StoredEvent.DWELL_FIELD_NUMBER -> dwell = bytes.readInt32();
                default -> bytes.skipField(tag);
            }
        }

        /** An id or a placement: all of them are ASCII. */
        private static String text(byte[] run, CodedInputStream bytes) throws IOException {
            int length = bytes.readRawVarint32();
            int begin = bytes.getTotalBytesRead();
            bytes.skipRawBytes(length);
            return new String(run, begin, length, StandardCharsets.ISO_8859_1);
        }

        /** Packed, as they are written. */
        private static LongList numbers(CodedInputStream bytes) throws IOException {
            LongArrayList numbers = new LongArrayList();
            int outer = bytes.pushLimit(bytes.readRawVarint32());
            while (bytes.getBytesUntilLimit() > 0) {
                numbers.add(bytes.readInt64());
            }
            bytes.popLimit(outer);
            return LongLists.unmodifiable(numbers);
        }

        Event event() {
            Origin origin = pageStamp == 0
                    ? Origin.NONE
                    : new Origin(pagePlacement, pageStamp, place - 1, above, pageSource, pageDegraded);
            Event.Sight sight = placement.isEmpty() && position == 0 && dwell == 0
                    ? Event.Sight.NONE
                    : new Event.Sight(placement, position, dwell - 1L);
            return new Event(id, reader, article, EventType.of(type), retracted, timeMs, origin, sight);
        }
    }
}
