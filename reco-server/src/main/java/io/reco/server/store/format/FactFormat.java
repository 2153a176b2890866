package io.reco.server.store.format;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;

import io.reco.server.domain.Fact;
import io.reco.server.domain.reader.Preferences;
import io.reco.server.store.stored.StoredArticle;
import io.reco.server.store.stored.StoredFact;
import io.reco.server.store.stored.StoredFacts;
import io.reco.server.store.stored.StoredMerging;
import io.reco.server.store.stored.StoredUpdate;

/** Facts as stored bytes, and back; of events see {@link EventFormat}. */
public final class FactFormat {

    private FactFormat() {}

    public static StoredFact upserted(StoredArticle article) {
        return StoredFact.newBuilder().setUpserted(article).build();
    }

    public static StoredFact deleted(String article) {
        return StoredFact.newBuilder().setDeleted(article).build();
    }

    public static StoredFact updated(String reader, Preferences preferences) {
        return StoredFact.newBuilder()
                .setUpdated(StoredUpdate.newBuilder()
                        .setReader(reader)
                        .setPreferences(PreferencesFormat.stored(preferences)))
                .build();
    }

    /** A fact about readers as a whole. */
    public static StoredFact life(Fact fact) {
        StoredFact.Builder stored = StoredFact.newBuilder();
        if (fact instanceof Fact.ReaderErased erased) {
            stored.setErased(erased.reader());
        } else if (fact instanceof Fact.ReadersMerged merged) {
            stored.setMerged(
                    StoredMerging.newBuilder().setFromReader(merged.from()).setIntoReader(merged.into()));
        } else {
            throw new IllegalStateException("fact: " + fact + " (expected: one about readers as a whole)");
        }
        return stored.build();
    }

    private static Fact fact(StoredFact stored) {
        return switch (stored.getFactCase()) {
            case EVENT -> throw new IllegalStateException("fact: an event (expected: one that EventFormat reads)");
            case UPSERTED ->
                new Fact.ArticleUpserted(
                        ArticleFormat.article(stored.getUpserted()),
                        stored.getUpserted().getCreateMs(),
                        stored.getUpserted().getSuccessor());
            case DELETED -> new Fact.ArticleDeleted(stored.getDeleted());
            case UPDATED ->
                new Fact.ReaderUpdated(
                        stored.getUpdated().getReader(),
                        PreferencesFormat.preferences(stored.getUpdated().getPreferences()));
            case ERASED -> new Fact.ReaderErased(stored.getErased());
            case MERGED ->
                new Fact.ReadersMerged(
                        stored.getMerged().getFromReader(), stored.getMerged().getIntoReader());
            case FACT_NOT_SET -> throw new IllegalStateException("fact: none (expected: one of this version's)");
        };
    }

    /**
     * Shows facts of a run, in their order.
     *
     * @param from how many are passed over, which costs next to nothing
     * @param most so many are shown, at most
     * @return how many were
     */
    public static int walk(byte[] run, int from, int most, Consumer<? super Fact> facts) {
        int place = 0;
        try {
            CodedInputStream bytes = CodedInputStream.newInstance(run);
            for (int tag = bytes.readTag(); tag != 0 && place - from < most; tag = bytes.readTag()) {
                if (WireFormat.getTagFieldNumber(tag) != StoredFacts.FACTS_FIELD_NUMBER || place++ < from) {
                    bytes.skipField(tag);
                } else {
                    facts.accept(fact(run, bytes));
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException("stored facts are damaged", e);
        }
        return Math.max(0, place - from);
    }

    /** The fact that follows, in a run that is read so far. */
    private static Fact fact(byte[] run, CodedInputStream bytes) throws IOException {
        int length = bytes.readRawVarint32();
        int begin = bytes.getTotalBytesRead();
        int outer = bytes.pushLimit(length);
        Fact fact;
        if (WireFormat.getTagFieldNumber(bytes.readTag()) == StoredFact.EVENT_FIELD_NUMBER) {
            int inner = bytes.pushLimit(bytes.readRawVarint32());
            fact = EventFormat.event(run, bytes);
            bytes.popLimit(inner);
        } else {
            fact = fact(StoredFact.parser().parseFrom(run, begin, length));
        }
        bytes.skipRawBytes(begin + length - bytes.getTotalBytesRead());
        bytes.popLimit(outer);
        return fact;
    }

    /** Facts in bytes, one after the other, as one run whose newest was accepted at this time. */
    public static byte[] run(long acceptedMs, ByteArrayOutputStream facts) {
        byte[] head = StoredFacts.newBuilder().setAcceptedMs(acceptedMs).build().toByteArray();
        byte[] run = Arrays.copyOf(head, head.length + facts.size());
        System.arraycopy(facts.toByteArray(), 0, run, head.length, facts.size());
        return run;
    }

    /** When the newest of a run was accepted; reads its first bytes only. */
    public static long acceptedMs(byte[] run) {
        try {
            CodedInputStream bytes = CodedInputStream.newInstance(run);
            int tag = bytes.readTag();
            return WireFormat.getTagFieldNumber(tag) == StoredFacts.ACCEPTED_MS_FIELD_NUMBER ? bytes.readFixed64() : 0;
        } catch (IOException e) {
            throw new IllegalStateException("stored facts are damaged", e);
        }
    }

    /** The same run with no time after this one. */
    public static byte[] cutTimes(byte[] run, long nowMs) {
        StoredFacts.Builder cut = StoredFacts.newBuilder().setAcceptedMs(Math.min(nowMs, acceptedMs(run)));
        for (StoredFact fact : facts(run)) {
            StoredFact.Builder one = fact.toBuilder();
            if (fact.hasEvent()) {
                one.getEventBuilder().setTimeMs(Math.min(nowMs, fact.getEvent().getTimeMs()));
            } else if (fact.hasUpserted()) {
                one.getUpsertedBuilder()
                        .setCreateMs(Math.min(nowMs, fact.getUpserted().getCreateMs()))
                        .setUpdateMs(Math.min(nowMs, fact.getUpserted().getUpdateMs()));
            } else if (fact.hasUpdated()) {
                Preferences stated =
                        PreferencesFormat.preferences(fact.getUpdated().getPreferences());
                one.getUpdatedBuilder().setPreferences(PreferencesFormat.stored(stated.cutTimes(nowMs)));
            }
            cut.addFacts(one);
        }
        // Written in the order of fields' numbers, but the time stands first.
        ByteArrayOutputStream facts = new ByteArrayOutputStream();
        facts.writeBytes(cut.clone().clearAcceptedMs().build().toByteArray());
        return run(cut.getAcceptedMs(), facts);
    }

    private static List<StoredFact> facts(byte[] bytes) {
        try {
            return StoredFacts.parseFrom(bytes).getFactsList();
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("stored facts are damaged", e);
        }
    }
}
