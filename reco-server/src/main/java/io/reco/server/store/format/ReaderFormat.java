package io.reco.server.store.format;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.ExtensionRegistryLite;
import com.google.protobuf.WireFormat;
import org.jspecify.annotations.Nullable;

import io.reco.server.domain.Actions;
import io.reco.server.domain.Event;
import io.reco.server.domain.EventType;
import io.reco.server.domain.page.Page;
import io.reco.server.domain.page.Shares;
import io.reco.server.domain.reader.Preferences;
import io.reco.server.store.reader.ReaderState;
import io.reco.server.store.stored.Action;
import io.reco.server.store.stored.ReaderRecord;
import io.reco.server.store.stored.StoredPage;
import io.reco.server.store.stored.StoredPreferences;
import io.reco.server.store.stored.StoredShowing;

/** What is kept of a reader as stored bytes, and back. Any number of records, one after the other, are a record. */
public final class ReaderFormat {

    static final long DAY_MS = Duration.ofDays(1).toMillis();

    private ReaderFormat() {}

    /**
     * Of an event with an article of this key: what its reader did, and what it says of the page that it came from; null when it
     * leaves nothing.
     */
    public static byte @Nullable [] record(long article, Event event) {
        ReaderRecord.Builder record = ReaderRecord.newBuilder();
        boolean exposes = event.type() == EventType.EXPOSE;
        if (!exposes) {
            record.addActions(action(article, event.deed(), event.timeMs()));
        }
        if (event.origin().known()) {
            record.addShowings(StoredShowing.newBuilder()
                    .setPlacement(event.origin().placement())
                    .setPageStamp(event.pageStamp())
                    .setSlot(event.origin().slot())
                    .setExposed(exposes));
        }
        byte[] bytes = record.build().toByteArray();
        return bytes.length == 0 ? null : bytes;
    }

    /** Of a page, without the time at which it was kept. */
    public static byte[] record(Page page) {
        return ReaderRecord.newBuilder().addPages(stored(page)).build().toByteArray();
    }

    /** Of a page that was kept at this time. */
    public static byte[] record(Page page, long keptMs) {
        return ReaderRecord.newBuilder()
                .addPages(stored(page))
                .setAcceptedDay(day(keptMs))
                .build()
                .toByteArray();
    }

    /** Of what a reader states from now on. */
    public static byte[] record(Preferences preferences) {
        return ReaderRecord.newBuilder()
                .addPreferences(PreferencesFormat.stored(preferences))
                .build()
                .toByteArray();
    }

    /** That something was accepted at this time. */
    public static byte[] accepted(long acceptedMs) {
        return ReaderRecord.newBuilder().setAcceptedDay(day(acceptedMs)).build().toByteArray();
    }

    private static int day(long timeMs) {
        return (int) (timeMs / DAY_MS);
    }

    /** All of a reader, of whom something was accepted or kept last at this time. */
    public static byte[] record(ReaderState state, long acceptedMs) {
        ReaderRecord.Builder record = ReaderRecord.newBuilder().setAcceptedDay(day(acceptedMs));
        Actions actions = state.actions();
        for (int i = actions.size() - 1; i >= 0; i--) {
            record.addActions(action(actions.article(i), actions.deed(i), actions.timeMs(i)));
        }
        record.setDroppedS((int) (actions.droppedMs() / 1_000));
        for (int i = state.pages().size() - 1; i >= 0; i--) {
            record.addPages(stored(state.pages().get(i)));
        }
        if (!state.preferences().equals(Preferences.NONE)) {
            record.addPreferences(PreferencesFormat.stored(state.preferences()));
        }
        return record.build().toByteArray();
    }

    private static Action action(long article, int deed, long timeMs) {
        return Action.newBuilder()
                .setArticle((int) Math.max(0, article))
                .setArticleHash(Math.min(0, article))
                .setType(deed == EventType.VIEW.code() ? 0 : deed)
                .setTimeS((int) (timeMs / 1_000))
                .build();
    }

    private static StoredPage stored(Page page) {
        StoredPage.Builder stored = StoredPage.newBuilder()
                .setStamp(page.stamp())
                .setPlacement(page.placement())
                .setDegraded(page.degraded())
                .setAskedMs(page.askedMs())
                .setIdempotencyKey(page.idempotencyKey())
                .setAskedCount(page.askedCount())
                .setAskedHash(page.askedHash())
                .setKeyId(page.keyId())
                .setPolicy(page.policy())
                .setModelId(page.modelId().value())
                .setExposedLower(page.shown().lower())
                .setExposedUpper(page.shown().upper())
                .setActed(page.shown().acted());
        int size = page.slots().size();
        byte[] rungs = new byte[size];
        byte[] shares = new byte[size * Shares.MAX];
        for (int i = 0; i < size; i++) {
            Page.Slot slot = page.slots().get(i);
            stored.addArticles((int) Math.max(0, slot.article()));
            if (slot.article() < 0) {
                stored.addArticleHashes(slot.article());
            }
            rungs[i] = (byte) slot.rung().code();
            for (int place = 0; place < Shares.MAX; place++) {
                shares[i * Shares.MAX + place] = (byte) (slot.shares().packed() >>> (Byte.SIZE * place));
            }
            if (slot.propensity() != 1) {
                stored.addDrawn(i).addPropensities(slot.propensity());
            }
        }
        return stored.setRungs(ByteString.copyFrom(rungs))
                .setShares(ByteString.copyFrom(shares))
                .build();
    }

    /** Takes one stored action; of the deed see {@link EventType#deed}. */
    @FunctionalInterface
    public interface ActionVisitor {
        void visit(long article, int deed, int timeS);
    }

    /**
     * Shows the actions of a record, in its order, and passes over its pages.
     *
     * @return the latest time of an action that was left out, seconds since 1970 UTC; 0 when none was
     */
    public static long walk(byte[] bytes, ActionVisitor visitor) {
        int droppedS = 0;
        try {
            CodedInputStream record = CodedInputStream.newInstance(bytes);
            for (int tag = record.readTag(); tag != 0; tag = record.readTag()) {
                switch (WireFormat.getTagFieldNumber(tag)) {
                    case ReaderRecord.ACTIONS_FIELD_NUMBER -> RecordReader.action(record, visitor);
                    case ReaderRecord.DROPPED_S_FIELD_NUMBER -> droppedS = record.readFixed32();
                    default -> record.skipField(tag);
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException("a stored reader is damaged", e);
        }
        return Integer.toUnsignedLong(droppedS);
    }

    /**
     * How old a record is, both in milliseconds since 1970 UTC.
     *
     * @param acceptedMs when something was accepted or kept last: the beginning of that day
     * @param pageMs the stamp of the oldest page; {@link Long#MAX_VALUE} when there is none
     */
    public record Age(long acceptedMs, long pageMs) {}

    /** How old it is; passes over nearly all of it. */
    public static Age age(byte[] bytes) {
        int acceptedDay = 0;
        long pageMs = Long.MAX_VALUE;
        try {
            CodedInputStream record = CodedInputStream.newInstance(bytes);
            for (int tag = record.readTag(); tag != 0; tag = record.readTag()) {
                switch (WireFormat.getTagFieldNumber(tag)) {
                    case ReaderRecord.ACCEPTED_DAY_FIELD_NUMBER -> acceptedDay = record.readInt32();
                    case ReaderRecord.PAGES_FIELD_NUMBER -> {
                        pageMs = Math.min(pageMs, stamp(record.readByteBuffer()));
                    }
                    default -> record.skipField(tag);
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException("a stored reader is damaged", e);
        }
        return new Age(acceptedDay * DAY_MS, pageMs);
    }

    /** Of a stored page, whose stamp stands first. */
    private static long stamp(ByteBuffer page) throws IOException {
        CodedInputStream fields = CodedInputStream.newInstance(page);
        int tag = fields.readTag();
        return WireFormat.getTagFieldNumber(tag) == StoredPage.STAMP_FIELD_NUMBER ? fields.readInt64() : 0;
    }

    /** All actions of the record, beyond the limits too. */
    public static Actions actions(byte[] bytes) {
        Actions.Builder actions = Actions.builder(16);
        long droppedS = walk(bytes, (article, deed, timeS) -> actions.add(article, deed, millis(timeS)));
        return actions.dropped(droppedS * 1_000).build();
    }

    /**
     * What a reader stated.
     *
     * @param preferences the latest of it
     * @param times how often it stands in their record
     */
    public record Stated(Preferences preferences, int times) {}

    /** What they stated; passes over all else. */
    public static Stated stated(byte[] bytes) {
        return stated(bytes, Integer.MAX_VALUE);
    }

    /** What they stated up to the time with this number, from 1 on. */
    public static Stated stated(byte[] bytes, int last) {
        StoredPreferences latest = StoredPreferences.getDefaultInstance();
        int times = 0;
        try {
            CodedInputStream record = CodedInputStream.newInstance(bytes);
            for (int tag = record.readTag(); tag != 0; tag = record.readTag()) {
                if (WireFormat.getTagFieldNumber(tag) == ReaderRecord.PREFERENCES_FIELD_NUMBER && times < last) {
                    latest = record.readMessage(StoredPreferences.parser(), ExtensionRegistryLite.getEmptyRegistry());
                    times++;
                } else {
                    record.skipField(tag);
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException("a stored reader is damaged", e);
        }
        return new Stated(times == 0 ? Preferences.NONE : PreferencesFormat.preferences(latest), times);
    }

    /**
     * What a record holds.
     *
     * @param state everything in it, beyond the limits too
     * @param showings what became known of pages and does not stand in them yet, counted
     * @param statements how often they stated something; only the last one counts
     * @param acceptedMs when something was accepted or kept last, milliseconds since 1970 UTC: the beginning of that day
     */
    public record Held(ReaderState state, int showings, int statements, long acceptedMs) {}

    /** Everything in the record, beyond the limits too. */
    public static ReaderState state(byte[] bytes) {
        return held(bytes).state();
    }

    /** The same, and how much of it waits for being joined. */
    public static Held held(byte[] bytes) {
        try {
            return new RecordReader(bytes).held();
        } catch (IOException e) {
            throw new IllegalStateException("a stored reader is damaged", e);
        }
    }

    static long millis(int seconds) {
        return Integer.toUnsignedLong(seconds) * 1_000;
    }
}
