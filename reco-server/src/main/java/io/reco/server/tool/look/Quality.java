package io.reco.server.tool.look;

import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

import io.reco.server.tool.call.Connected;
import io.reco.server.tool.call.Output;
import io.reco.server.tool.call.Table;
import io.reco.server.tool.json.LookJson;

@Command(
        name = "quality",
        description = {
            "Says whether pages help: what becomes of slots by source, what becomes of reported events, how alike pages are; as the"
                    + " server counted it since it started.",
            "Exits 0 with the answer, 1 when there is an error."
        },
        mixinStandardHelpOptions = true)
public final class Quality implements Callable<Integer> {

    @Mixin
    private Connected server;

    @Override
    public Integer call() throws IOException {
        return server.run((client, output) -> {
            io.reco.client.operations.Quality quality = client.quality();
            if (output.json()) {
                output.print(LookJson.of(quality));
            } else {
                print(quality, output);
            }
            return true;
        });
    }

    private static void print(io.reco.client.operations.Quality quality, Output output) {
        output.say("since " + quality.startTime() + ": " + quality.pageCount() + " pages, " + quality.shortPageCount()
                + " of them short, " + quality.exploredSlotCount() + " slots explored");
        output.say("what pages of two readers have in common: " + percent(quality.overlap()) + " of "
                + quality.pairCount() + " pairs");
        output.say(String.format(Locale.ROOT, "hold-out quality: %.3f", quality.holdoutQuality()));
        output.print(slots(quality), "slots");
        output.print(events(quality), "events");
    }

    private static String percent(double part) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * part);
    }

    private static Table slots(io.reco.client.operations.Quality quality) {
        Table table = Table.of("source", "placement", ">served", ">seen", ">opened", ">of served");
        quality.slots()
                .forEach(use -> table.row(
                        Words.source(use.source()),
                        use.placement(),
                        use.served(),
                        use.exposed(),
                        use.opened(),
                        use.served() == 0 ? "" : percent((double) use.opened() / use.served())));
        return table;
    }

    private static Table events(io.reco.client.operations.Quality quality) {
        Table table = Table.of("event", ">accepted", ">duplicates", ">refused");
        quality.events().forEach(use -> table.row(use.type(), use.accepted(), use.duplicates(), use.refused()));
        return table;
    }
}
