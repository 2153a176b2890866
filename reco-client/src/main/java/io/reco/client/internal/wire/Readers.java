package io.reco.client.internal.wire;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;

import com.google.protobuf.FieldMask;

import io.reco.api.v1.Action;
import io.reco.api.v1.EraseReaderResponse;
import io.reco.api.v1.ExportReaderResponse;
import io.reco.api.v1.GetReaderResponse;
import io.reco.api.v1.Reader;
import io.reco.client.reader.Activity;
import io.reco.client.reader.ErasureReceipt;
import io.reco.client.reader.KeptAction;
import io.reco.client.reader.KeptPage;
import io.reco.client.reader.Preferences;
import io.reco.client.reader.ReaderProfile;
import io.reco.client.reader.ReaderRecord;

/** Readers and messages. */
public final class Readers {
    private Readers() {}

    public static Reader message(Preferences preferences) {
        return Reader.newBuilder()
                .setReaderId(preferences.reader())
                .addAllFollowedTopics(preferences.followedTopics())
                .addAllBlockedTopics(preferences.blockedTopics())
                .addAllFollowedAuthors(preferences.followedAuthors())
                .addAllBlockedAuthors(preferences.blockedAuthors())
                .addAllLanguageCodes(preferences.languageCodes())
                .setPersonalised(preferences.personalised())
                .build();
    }

    public static Preferences preferences(Reader reader) {
        return new Preferences(
                reader.getReaderId(),
                reader.getFollowedTopicsList(),
                reader.getBlockedTopicsList(),
                reader.getFollowedAuthorsList(),
                reader.getBlockedAuthorsList(),
                reader.getLanguageCodesList(),
                reader.getPersonalisationCase() != Reader.PersonalisationCase.PERSONALISED || reader.getPersonalised());
    }

    public static FieldMask mask(Set<Preferences.Field> fields) {
        FieldMask.Builder mask = FieldMask.newBuilder();
        fields.stream().sorted().forEach(field -> mask.addPaths(field.name().toLowerCase(Locale.ROOT)));
        return mask.build();
    }

    public static ReaderProfile profile(GetReaderResponse response) {
        return new ReaderProfile(
                preferences(response.getReader()),
                response.getActionCount(),
                response.getPageCount(),
                response.getMergedReaderIdsList(),
                Times.instant(response.hasEraseTime(), response.getEraseTime()));
    }

    /** Empty for a kind that this version does not know. */
    public static Optional<Activity> activity(io.reco.api.v1.Activity activity) {
        return switch (activity.getActivityCase()) {
            case ACTION -> Optional.of(action(activity.getAction()));
            case PAGE -> Optional.of(page(activity.getPage()));
            case ACTIVITY_NOT_SET -> Optional.empty();
        };
    }

    private static KeptAction action(Action action) {
        return new KeptAction(
                action.getArticleId(),
                Events.type(action.getType()),
                Times.instant(action.getEventTime()),
                action.getRetracted());
    }

    private static KeptPage page(io.reco.api.v1.KeptPage page) {
        return new KeptPage(Exposures.of(page.getExposure(), ""), page.getExposedSlotsList(), page.getActedSlots());
    }

    /** Empty for a kind that this version does not know. */
    public static Optional<ReaderRecord> exported(ExportReaderResponse response) {
        return switch (response.getRecordCase()) {
            case READER -> Optional.of(ReaderRecord.of(preferences(response.getReader())));
            case ACTION -> Optional.of(ReaderRecord.of(action(response.getAction())));
            case PAGE -> Optional.of(ReaderRecord.of(page(response.getPage())));
            case EVENT -> Optional.of(ReaderRecord.of(Events.accepted(response.getEvent())));
            case RECORD_NOT_SET -> Optional.empty();
        };
    }

    public static ErasureReceipt receipt(EraseReaderResponse response) {
        return new ErasureReceipt(
                Times.instant(response.getEraseTime()),
                Times.instant(response.getGoneTime()),
                response.getActionCount(),
                response.getPageCount());
    }
}
