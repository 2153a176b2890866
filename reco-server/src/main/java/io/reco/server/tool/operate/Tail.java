package io.reco.server.tool.operate;

import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import io.reco.client.RecommendClient;
import io.reco.client.feedback.AcceptedEvent;
import io.reco.client.feedback.Event;
import io.reco.client.feedback.EventType;
import io.reco.client.feedback.EventWatch;
import io.reco.client.feedback.WatchRequest;
import io.reco.server.tool.call.Connected;
import io.reco.server.tool.call.Output;
import io.reco.server.tool.json.EventJson;
import io.reco.server.tool.remote.Interruption;

@Command(
        name = "tail",
        description = {
            "Shows events as they are accepted, each at least once, until it is interrupted.",
            "When it ends, also by a failure (exit code 1), it says where to go on with --after."
        },
        mixinStandardHelpOptions = true)
public final class Tail implements Callable<Integer> {

    @Mixin
    private Connected server;

    @Option(names = "--after", paramLabel = "POSITION", defaultValue = "", description = "goes on where a tail ended")
    private String position;

    @Option(names = "--oldest", description = "begins with the oldest event that is kept, instead of now")
    private boolean oldest;

    @Option(names = "--reader", paramLabel = "READER", description = "only of this reader; may be given again")
    private List<String> readers = List.of();

    @Option(names = "--article", paramLabel = "ARTICLE", description = "only about this article; may be given again")
    private List<String> articles = List.of();

    @Option(names = "--type", paramLabel = "TYPE", description = "only of this type, such as view; may be given again")
    private List<EventType> types = List.of();

    @Option(names = "--count", paramLabel = "N", description = "ends after so many events")
    private long count = Long.MAX_VALUE;

    @Override
    public Integer call() throws IOException {
        return server.run(this::watch);
    }

    private boolean watch(RecommendClient client, Output output) {
        try (EventWatch watch = client.watch(request())) {
            Interruption interruption = new Interruption(() -> tellPosition(watch, output));
            try {
                for (long shown = 0; shown < count && watch.hasNext(); shown++) {
                    print(watch.next(), output);
                }
            } finally {
                interruption.close();
                tellPosition(watch, output);
            }
            return true;
        }
    }

    private WatchRequest request() {
        EnumSet<EventType> some = EnumSet.noneOf(EventType.class);
        some.addAll(types);
        return new WatchRequest(position, oldest && position.isEmpty(), readers, articles, some);
    }

    private static void tellPosition(EventWatch watch, Output output) {
        if (!watch.position().isEmpty()) {
            output.complain("go on with --after " + watch.position());
        }
    }

    private static void print(AcceptedEvent accepted, Output output) {
        if (output.json()) {
            output.print(EventJson.of(accepted));
            return;
        }
        Event event = accepted.event();
        StringBuilder line = new StringBuilder();
        event.time().ifPresent(time -> line.append(time).append("  "));
        line.append(String.format(Locale.ROOT, "%-8s", event.type()))
                .append("  reader ")
                .append(event.reader())
                .append("  article ")
                .append(event.article());
        if (event.retraction()) {
            line.append("  taken back");
        }
        if (!event.placement().isEmpty()) {
            line.append("  in ").append(event.placement());
        }
        accepted.pageStamp().ifPresent(stamp -> line.append("  page ").append(stamp));
        output.say(line.toString());
    }
}
