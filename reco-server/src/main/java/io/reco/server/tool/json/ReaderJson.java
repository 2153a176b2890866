package io.reco.server.tool.json;

import java.util.List;

import io.reco.client.reader.Activity;
import io.reco.client.reader.ErasureReceipt;
import io.reco.client.reader.KeptAction;
import io.reco.client.reader.KeptPage;
import io.reco.client.reader.MergeResult;
import io.reco.client.reader.Preferences;
import io.reco.client.reader.ReaderProfile;
import io.reco.client.reader.ReaderRecord;

/** One reader's data, as the messages of {@code reco.v1.ReaderService}. */
public final class ReaderJson {

    private ReaderJson() {}

    public static Json of(ReaderProfile profile, List<Activity> activities) {
        return new Json()
                .child("reader", of(profile.preferences()))
                .children("activities", activities, ReaderJson::of)
                .number("actionCount", profile.actionCount())
                .number("pageCount", profile.pageCount())
                .texts("mergedReaderIds", profile.mergedReaders())
                .time("eraseTime", profile.eraseTime());
    }

    public static Json of(Preferences preferences) {
        return new Json()
                .text("readerId", preferences.reader())
                .texts("followedTopics", preferences.followedTopics())
                .texts("blockedTopics", preferences.blockedTopics())
                .texts("followedAuthors", preferences.followedAuthors())
                .texts("blockedAuthors", preferences.blockedAuthors())
                .texts("languageCodes", preferences.languageCodes())
                .set("personalised", preferences.personalised());
    }

    private static Json of(Activity activity) {
        return activity instanceof KeptAction action
                ? new Json().child("action", of(action))
                : new Json().child("page", of((KeptPage) activity));
    }

    private static Json of(KeptAction action) {
        return new Json()
                .text("articleId", action.article())
                .value("type", EventJson.TYPE, action.type())
                .time("eventTime", action.time())
                .flag("retracted", action.retracted());
    }

    private static Json of(KeptPage page) {
        return new Json()
                .child("exposure", PageJson.of(page.page()))
                .numbers("exposedSlots", page.exposedSlots())
                .number("actedSlots", page.actedSlots());
    }

    public static Json of(ReaderRecord record) {
        if (record.preferences().isPresent()) {
            return new Json().child("reader", of(record.preferences().get()));
        }
        if (record.activity().isPresent()) {
            return of(record.activity().get());
        }
        return new Json().child("event", EventJson.of(record.event().orElseThrow()));
    }

    public static Json of(MergeResult result) {
        return new Json().number("actionCount", result.actions()).number("pageCount", result.pages());
    }

    public static Json of(ErasureReceipt receipt) {
        return new Json()
                .time("eraseTime", receipt.eraseTime())
                .time("goneTime", receipt.goneTime())
                .number("actionCount", receipt.actions())
                .number("pageCount", receipt.pages());
    }
}
