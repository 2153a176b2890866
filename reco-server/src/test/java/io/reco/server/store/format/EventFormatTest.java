package io.reco.server.store.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import it.unimi.dsi.fastutil.longs.LongList;
import org.junit.jupiter.api.Test;

import io.reco.server.domain.Event;
import io.reco.server.domain.EventType;
import io.reco.server.domain.Fact;
import io.reco.server.domain.page.Origin;
import io.reco.server.store.stored.StoredFact;
import io.reco.server.store.stored.StoredFacts;

/** Events as bytes of the log, beside what protobuf makes of the same. */
class EventFormatTest {

    private static final long TIME_MS = 1_790_000_000_123L;

    /** With something in every field. */
    private static final Event FULL = new Event(
            "e-1",
            "reader|~",
            "2147483648",
            EventType.LIKE,
            true,
            TIME_MS,
            new Origin("front", TIME_MS - 1, 3, LongList.of(7, Long.MIN_VALUE, -1), 5, true),
            new Event.Sight("side", 4, 86_400_000));

    private static final Event BARE =
            new Event("e", "r".repeat(128), "a".repeat(128), EventType.VIEW, TIME_MS, Origin.NONE);

    private static List<Fact> facts(byte[] run, int from, int most) {
        List<Fact> facts = new ArrayList<>();
        assertThat(FactFormat.walk(run, from, most, facts::add)).isEqualTo(facts.size());
        return facts;
    }

    private static byte[] run(byte[]... facts) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (byte[] fact : facts) {
            bytes.writeBytes(fact);
        }
        return FactFormat.run(TIME_MS, bytes);
    }

    private static byte[] bytes(StoredFact fact) {
        return StoredFacts.newBuilder().addFacts(fact).build().toByteArray();
    }

    @Test
    void anEventIsReadAsItWasWritten() {
        byte[] run = run(EventFormat.run(FULL), EventFormat.run(BARE));

        assertThat(facts(run, 0, Integer.MAX_VALUE)).containsExactly(FULL, BARE);
    }

    @Test
    void whatIsWrittenIsWhatProtobufWrites() throws InvalidProtocolBufferException {
        byte[] run = EventFormat.run(FULL);

        StoredFacts stored = StoredFacts.parseFrom(run);

        assertThat(stored.getUnknownFields().asMap()).isEmpty();
        assertThat(stored.toByteArray()).isEqualTo(run);
        assertThat(facts(stored.toByteArray(), 0, 1)).containsExactly(FULL);
    }

    @Test
    void aWalkBeginsAndEndsWithinARunOfFactsOfAllKinds() {
        byte[] run = run(
                EventFormat.run(BARE),
                bytes(FactFormat.deleted("a")),
                EventFormat.run(FULL),
                bytes(FactFormat.life(new Fact.ReaderErased(-5))));

        assertThat(facts(run, 1, 2)).containsExactly(new Fact.ArticleDeleted("a"), FULL);
        assertThat(facts(run, 3, 2)).containsExactly(new Fact.ReaderErased(-5));
        assertThat(facts(run, 4, 1)).isEmpty();
    }

    @Test
    void fieldsOfALaterVersionArePassedOver() throws InvalidProtocolBufferException {
        UnknownFieldSet later = UnknownFieldSet.newBuilder()
                .addField(900, UnknownFieldSet.Field.newBuilder().addFixed64(1).build())
                .build();
        StoredFact fact = StoredFacts.parseFrom(EventFormat.run(FULL)).getFacts(0);
        StoredFact changed = fact.toBuilder()
                .setEvent(fact.getEvent().toBuilder().setUnknownFields(later))
                .setUnknownFields(later)
                .build();

        assertThat(facts(run(bytes(changed), EventFormat.run(BARE)), 0, 2)).containsExactly(FULL, BARE);
    }
}
