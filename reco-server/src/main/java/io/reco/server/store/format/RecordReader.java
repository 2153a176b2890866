package io.reco.server.store.format;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.ExtensionRegistryLite;
import com.google.protobuf.WireFormat;

import io.reco.server.domain.Actions;
import io.reco.server.domain.EventType;
import io.reco.server.domain.page.ModelId;
import io.reco.server.domain.page.Page;
import io.reco.server.domain.page.Rung;
import io.reco.server.domain.page.Shares;
import io.reco.server.domain.page.Shown;
import io.reco.server.domain.reader.Preferences;
import io.reco.server.store.format.ReaderFormat.ActionVisitor;
import io.reco.server.store.format.ReaderFormat.Held;
import io.reco.server.store.reader.ReaderState;
import io.reco.server.store.reader.Showings;
import io.reco.server.store.stored.Action;
import io.reco.server.store.stored.ReaderRecord;
import io.reco.server.store.stored.StoredPage;
import io.reco.server.store.stored.StoredPreferences;
import io.reco.server.store.stored.StoredShowing;

/**
 * Reads a whole record as what it means, field by field. By protobuf's own messages each action and page would be an object and a
 * builder more, and a record has hundreds, read for each page.
 */
final class RecordReader {

    private final CodedInputStream in;
    private final Actions.Builder actions;
    private final List<Page> pages = new ArrayList<>();
    private final List<StoredShowing> showings = new ArrayList<>();
    private Preferences preferences = Preferences.NONE;
    private int statements;
    private int acceptedDay;
    private int droppedS;

    RecordReader(byte[] bytes) {
        in = CodedInputStream.newInstance(bytes);
        // Most of a record are actions, of ten bytes and more each.
        actions = Actions.builder(bytes.length / 12);
    }

    /** All of it. */
    Held held() throws IOException {
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (WireFormat.getTagFieldNumber(tag)) {
                case ReaderRecord.ACTIONS_FIELD_NUMBER ->
                    action(in, (article, deed, timeS) -> actions.add(article, deed, ReaderFormat.millis(timeS)));
                case ReaderRecord.PAGES_FIELD_NUMBER -> pages.add(new PageReader(in).page());
                case ReaderRecord.DROPPED_S_FIELD_NUMBER -> droppedS = in.readFixed32();
                case ReaderRecord.SHOWINGS_FIELD_NUMBER ->
                    showings.add(in.readMessage(StoredShowing.parser(), ExtensionRegistryLite.getEmptyRegistry()));
                case ReaderRecord.ACCEPTED_DAY_FIELD_NUMBER -> acceptedDay = in.readInt32();
                case ReaderRecord.PREFERENCES_FIELD_NUMBER -> {
                    preferences = PreferencesFormat.preferences(
                            in.readMessage(StoredPreferences.parser(), ExtensionRegistryLite.getEmptyRegistry()));
                    statements++;
                }
                default -> in.skipField(tag);
            }
        }
        Collections.reverse(pages);
        for (StoredShowing showing : showings) {
            Showings.add(
                    pages, showing.getPlacement(), showing.getPageStamp(), showing.getSlot(), showing.getExposed());
        }
        ReaderState state = new ReaderState(
                actions.dropped(ReaderFormat.millis(droppedS)).build(),
                Collections.unmodifiableList(pages),
                preferences);
        return new Held(state, showings.size(), statements, acceptedDay * ReaderFormat.DAY_MS);
    }

    /** Shows the action that comes next, after its tag. */
    static void action(CodedInputStream in, ActionVisitor visitor) throws IOException {
        int outer = in.pushLimit(in.readRawVarint32());
        int number = 0;
        long hash = 0;
        int deed = 0;
        int timeS = 0;
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (WireFormat.getTagFieldNumber(tag)) {
                case Action.ARTICLE_FIELD_NUMBER -> number = in.readInt32();
                case Action.TYPE_FIELD_NUMBER -> deed = in.readInt32();
                case Action.TIME_S_FIELD_NUMBER -> timeS = in.readFixed32();
                case Action.ARTICLE_HASH_FIELD_NUMBER -> hash = in.readSFixed64();
                default -> in.skipField(tag);
            }
        }
        in.popLimit(outer);
        visitor.visit(number > 0 ? number : hash, deed == 0 ? EventType.VIEW.code() : deed, timeS);
    }

    /** Reads a page. Lists are packed, as protobuf writes them. */
    private static final class PageReader {
        private static final int[] NO_INTS = {};
        private static final long[] NO_LONGS = {};
        private static final float[] NO_FLOATS = {};
        private static final byte[] NO_BYTES = {};

        private final CodedInputStream in;
        private long stamp;
        private String placement = "";
        private boolean degraded;
        private String idempotencyKey = "";
        private String keyId = "";
        private String policy = "";
        private long modelId;
        private int[] articles = NO_INTS;
        private long[] hashes = NO_LONGS;
        private byte[] rungs = NO_BYTES;
        private byte[] shares = NO_BYTES;
        private int[] drawn = NO_INTS;
        private float[] propensities = NO_FLOATS;
        private long askedMs;
        private int askedCount;
        private int askedHash;
        private long exposedLower;
        private long exposedUpper;
        private int acted;

        PageReader(CodedInputStream in) {
            this.in = in;
        }

        Page page() throws IOException {
            int outer = in.pushLimit(in.readRawVarint32());
            for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
                take(tag);
            }
            in.popLimit(outer);
            return new Page(
                    placement,
                    stamp,
                    askedMs,
                    idempotencyKey,
                    askedCount,
                    askedHash,
                    keyId,
                    policy,
                    new ModelId(modelId),
                    degraded,
                    slots(),
                    new Shown(exposedLower, exposedUpper, acted));
        }

        private void take(int tag) throws IOException {
            switch (WireFormat.getTagFieldNumber(tag)) {
                case StoredPage.STAMP_FIELD_NUMBER -> stamp = in.readInt64();
                case StoredPage.PLACEMENT_FIELD_NUMBER -> placement = in.readStringRequireUtf8();
                case StoredPage.DEGRADED_FIELD_NUMBER -> degraded = in.readBool();
                case StoredPage.IDEMPOTENCY_KEY_FIELD_NUMBER -> idempotencyKey = in.readStringRequireUtf8();
                case StoredPage.KEY_ID_FIELD_NUMBER -> keyId = in.readStringRequireUtf8();
                case StoredPage.POLICY_FIELD_NUMBER -> policy = in.readStringRequireUtf8();
                case StoredPage.MODEL_ID_FIELD_NUMBER -> modelId = in.readFixed64();
                case StoredPage.ARTICLES_FIELD_NUMBER -> articles = ints();
                case StoredPage.ARTICLE_HASHES_FIELD_NUMBER -> hashes = longs();
                case StoredPage.RUNGS_FIELD_NUMBER -> rungs = in.readByteArray();
                case StoredPage.SHARES_FIELD_NUMBER -> shares = in.readByteArray();
                case StoredPage.DRAWN_FIELD_NUMBER -> drawn = ints();
                case StoredPage.PROPENSITIES_FIELD_NUMBER -> propensities = floats();
                case StoredPage.ASKED_MS_FIELD_NUMBER -> askedMs = in.readInt64();
                case StoredPage.ASKED_COUNT_FIELD_NUMBER -> askedCount = in.readInt32();
                case StoredPage.ASKED_HASH_FIELD_NUMBER -> askedHash = in.readFixed32();
                case StoredPage.EXPOSED_LOWER_FIELD_NUMBER -> exposedLower = in.readFixed64();
                case StoredPage.EXPOSED_UPPER_FIELD_NUMBER -> exposedUpper = in.readFixed64();
                case StoredPage.ACTED_FIELD_NUMBER -> acted = in.readInt32();
                default -> in.skipField(tag);
            }
        }

        private int[] ints() throws IOException {
            int outer = in.pushLimit(in.readRawVarint32());
            int[] read = new int[in.getBytesUntilLimit()]; // a byte each at least
            int count = 0;
            while (in.getBytesUntilLimit() > 0) {
                read[count++] = in.readInt32();
            }
            in.popLimit(outer);
            return Arrays.copyOf(read, count);
        }

        private long[] longs() throws IOException {
            int outer = in.pushLimit(in.readRawVarint32());
            long[] read = new long[in.getBytesUntilLimit() / Long.BYTES];
            for (int i = 0; i < read.length; i++) {
                read[i] = in.readSFixed64();
            }
            in.popLimit(outer);
            return read;
        }

        private float[] floats() throws IOException {
            int outer = in.pushLimit(in.readRawVarint32());
            float[] read = new float[in.getBytesUntilLimit() / Float.BYTES];
            for (int i = 0; i < read.length; i++) {
                read[i] = in.readFloat();
            }
            in.popLimit(outer);
            return read;
        }

        private List<Page.Slot> slots() {
            Page.Slot[] slots = new Page.Slot[articles.length];
            int hashed = 0;
            int draw = 0;
            for (int i = 0; i < slots.length; i++) {
                boolean isDrawn = draw < drawn.length && drawn[draw] == i;
                slots[i] = new Page.Slot(
                        articles[i] > 0 ? articles[i] : hashes[hashed++],
                        Rung.of(rungs[i]),
                        isDrawn ? propensities[draw++] : 1,
                        shares(i));
            }
            return List.of(slots);
        }

        private Shares shares(int slot) {
            int packed = 0;
            for (int place = 0; place < Shares.MAX; place++) {
                packed |= Byte.toUnsignedInt(shares[slot * Shares.MAX + place]) << (Byte.SIZE * place);
            }
            return new Shares(packed);
        }
    }
}
