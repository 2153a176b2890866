package io.reco.server.store.rocksdb.log;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import it.unimi.dsi.fastutil.longs.LongArrayList;
import it.unimi.dsi.fastutil.longs.LongList;
import it.unimi.dsi.fastutil.longs.LongLists;

import io.reco.server.domain.Event;
import io.reco.server.domain.EventType;
import io.reco.server.domain.Fact;
import io.reco.server.domain.page.Origin;
import io.reco.server.domain.reader.Preferences;
import io.reco.server.store.rocksdb.articles.ArticleFormat;
import io.reco.server.store.rocksdb.readers.PreferencesFormat;
import io.reco.server.store.stored.StoredArticle;
import io.reco.server.store.stored.StoredEvent;
import io.reco.server.store.stored.StoredFact;
import io.reco.server.store.stored.StoredFacts;
import io.reco.server.store.stored.StoredMerging;
import io.reco.server.store.stored.StoredUpdate;

/** Facts as stored bytes, and back. */
final class FactFormat {

    private FactFormat() {}

    static StoredFact event(Event event) {
        return StoredFact.newBuilder()
                .setEvent(StoredEvent.newBuilder()
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
                        .setPageDegraded(event.origin().degraded()))
                .build();
    }

    static StoredFact upserted(StoredArticle article) {
        return StoredFact.newBuilder().setUpserted(article).build();
    }

    static StoredFact deleted(String article) {
        return StoredFact.newBuilder().setDeleted(article).build();
    }

    static StoredFact updated(String reader, Preferences preferences) {
        return StoredFact.newBuilder()
                .setUpdated(StoredUpdate.newBuilder()
                        .setReader(reader)
                        .setPreferences(PreferencesFormat.stored(preferences)))
                .build();
    }

    /** A fact about readers as a whole. */
    static StoredFact life(Fact fact) {
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

    static Fact fact(StoredFact stored) {
        return switch (stored.getFactCase()) {
            case EVENT -> event(stored.getEvent());
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

    private static Event event(StoredEvent stored) {
        return new Event(
                stored.getId(),
                stored.getReader(),
                stored.getArticle(),
                EventType.of(stored.getType()),
                stored.getRetracted(),
                stored.getTimeMs(),
                origin(stored),
                sight(stored));
    }

    private static Event.Sight sight(StoredEvent stored) {
        return stored.getPlacement().isEmpty() && stored.getPosition() == 0 && stored.getDwell() == 0
                ? Event.Sight.NONE
                : new Event.Sight(stored.getPlacement(), stored.getPosition(), stored.getDwell() - 1L);
    }

    private static Origin origin(StoredEvent stored) {
        return stored.getPageStamp() == 0
                ? Origin.NONE
                : new Origin(
                        stored.getPagePlacement(),
                        stored.getPageStamp(),
                        stored.getPlace() - 1,
                        LongLists.unmodifiable(above(stored)),
                        stored.getPageDegraded());
    }

    private static LongList above(StoredEvent stored) {
        return stored.getAboveCount() == 0 ? LongLists.EMPTY_LIST : new LongArrayList(stored.getAboveList());
    }

    /** Facts in bytes, one after the other, as one run whose newest was accepted at this time. */
    static byte[] run(long acceptedMs, ByteArrayOutputStream facts) {
        byte[] head = StoredFacts.newBuilder().setAcceptedMs(acceptedMs).build().toByteArray();
        byte[] run = Arrays.copyOf(head, head.length + facts.size());
        System.arraycopy(facts.toByteArray(), 0, run, head.length, facts.size());
        return run;
    }

    /** When the newest of a run was accepted; reads its first bytes only. */
    static long acceptedMs(byte[] run) {
        try {
            CodedInputStream bytes = CodedInputStream.newInstance(run);
            int tag = bytes.readTag();
            return WireFormat.getTagFieldNumber(tag) == StoredFacts.ACCEPTED_MS_FIELD_NUMBER ? bytes.readFixed64() : 0;
        } catch (IOException e) {
            throw new IllegalStateException("stored facts are damaged", e);
        }
    }

    /** The same run with no time after this one. */
    static byte[] cutTimes(byte[] run, long nowMs) {
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

    static List<StoredFact> facts(byte[] bytes) {
        try {
            return StoredFacts.parseFrom(bytes).getFactsList();
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("stored facts are damaged", e);
        }
    }
}
