package io.reco.server.tool.reader;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import io.reco.client.page.Exposure;
import io.reco.client.reader.Activity;
import io.reco.client.reader.KeptAction;
import io.reco.client.reader.KeptPage;
import io.reco.client.reader.Preferences;
import io.reco.client.reader.ReaderProfile;
import io.reco.server.tool.call.Connected;
import io.reco.server.tool.call.Output;
import io.reco.server.tool.call.Table;
import io.reco.server.tool.json.ReaderJson;

@Command(
        name = "show",
        description = "Shows what a reader stated, did and was served, the newest first.",
        mixinStandardHelpOptions = true)
final class Show implements Callable<Integer> {

    @Mixin
    private Connected server;

    @Parameters(paramLabel = "READER", description = "whom")
    private String reader;

    @Option(
            names = "--count",
            paramLabel = "N",
            defaultValue = "20",
            description = "how many activities at most; ${DEFAULT-VALUE} when not given")
    private int count;

    @Override
    public Integer call() throws IOException {
        return server.run((client, output) -> {
            ReaderProfile profile = client.reader(reader);
            List<Activity> activities =
                    client.activities(reader).limit(Math.max(0, count)).toList();
            if (output.json()) {
                output.print(ReaderJson.of(profile, activities));
            } else {
                print(profile, output);
                output.print(table(activities), "activities");
            }
            return true;
        });
    }

    private static void print(ReaderProfile profile, Output output) {
        print(profile.preferences(), output);
        output.say(profile.actionCount() + " actions, " + profile.pageCount() + " pages");
        say("merged into this one", profile.mergedReaders(), output);
        profile.eraseTime().ifPresent(time -> output.say("erased " + time));
    }

    static void print(Preferences stated, Output output) {
        output.say("reader " + stated.reader() + (stated.personalised() ? "" : ", not personalised"));
        say("follows topics", stated.followedTopics(), output);
        say("blocks topics", stated.blockedTopics(), output);
        say("follows authors", stated.followedAuthors(), output);
        say("blocks authors", stated.blockedAuthors(), output);
        say("reads", stated.languageCodes(), output);
    }

    private static void say(String what, List<String> values, Output output) {
        if (!values.isEmpty()) {
            output.say(what + ": " + String.join(", ", values));
        }
    }

    private static Table table(List<Activity> activities) {
        Table table = Table.of("time", "what", "article");
        for (Activity activity : activities) {
            if (activity instanceof KeptAction action) {
                String taken = action.retracted() ? " taken back" : "";
                table.row(action.time(), action.type() + taken, action.article());
            } else if (activity instanceof KeptPage page) {
                String feed = page.page().placement();
                List<String> articles = page.page().slots().stream()
                        .map(Exposure.Slot::articleId)
                        .toList();
                table.row(page.page().stamp(), feed.isEmpty() ? "page" : "page of " + feed, String.join(" ", articles));
            }
        }
        return table;
    }
}
