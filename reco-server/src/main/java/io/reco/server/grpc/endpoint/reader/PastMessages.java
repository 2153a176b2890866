package io.reco.server.grpc.endpoint.reader;

import com.google.protobuf.InvalidProtocolBufferException;

import io.reco.api.v1.Action;
import io.reco.api.v1.Exposure;
import io.reco.api.v1.KeptPage;
import io.reco.api.v1.Reader;
import io.reco.server.browse.reader.Activity;
import io.reco.server.domain.page.Page;
import io.reco.server.domain.reader.Preferences;
import io.reco.server.exposure.ExposureTokens;
import io.reco.server.grpc.endpoint.Fields;

/** What is kept of a reader, as messages. */
final class PastMessages {

    private PastMessages() {}

    /** What a reader stated; whether it is personalised always stands in it. */
    static Reader reader(String id, Preferences stated) {
        return Reader.newBuilder()
                .setReaderId(id)
                .addAllFollowedTopics(stated.followedTopics())
                .addAllBlockedTopics(stated.blockedTopics())
                .addAllFollowedAuthors(stated.followedAuthors())
                .addAllBlockedAuthors(stated.blockedAuthors())
                .addAllLanguageCodes(stated.languageCodes())
                .setPersonalised(stated.personalised())
                .build();
    }

    static Action action(Activity.Did did) {
        return Action.newBuilder()
                .setArticleId(did.article())
                .setTypeValue(did.type().code())
                .setEventTime(Fields.timestamp(did.timeMs()))
                .setRetracted(did.retracted())
                .build();
    }

    static KeptPage page(String reader, Activity.Served served) {
        Page page = served.page();
        KeptPage.Builder kept = KeptPage.newBuilder()
                .setExposure(exposure(reader, served))
                .setActedSlots(page.shown().acted());
        for (int slot = 0; slot < page.slots().size(); slot++) {
            if (page.shown().exposed(slot)) {
                kept.addExposedSlots(slot);
            }
        }
        return kept.build();
    }

    private static Exposure exposure(String reader, Activity.Served served) {
        try {
            return Exposure.parseFrom(ExposureTokens.exposure(reader, served.page(), served.articles()));
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("an exposure of our own is damaged", e);
        }
    }
}
