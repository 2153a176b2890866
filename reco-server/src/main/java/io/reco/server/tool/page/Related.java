package io.reco.server.tool.page;

import java.io.IOException;
import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import io.reco.client.page.RelatedRequest;
import io.reco.server.tool.call.Connected;

@Command(
        name = "related",
        description = {"Lists articles like another one.", "Exits 0 with the list, 1 when there is an error."},
        mixinStandardHelpOptions = true)
public final class Related implements Callable<Integer> {

    @Mixin
    private Connected server;

    @Mixin
    private FilterOptions filter;

    @Parameters(paramLabel = "ARTICLE", description = "where to start from")
    private String article;

    @Option(
            names = "--reader",
            paramLabel = "READER",
            defaultValue = "",
            description = "for whom, so without what they viewed or rejected")
    private String reader;

    @Option(names = "--count", paramLabel = "N", description = "how many articles; 10 when not given")
    private int count;

    @Option(names = "--placement", paramLabel = "NAME", defaultValue = "", description = "where they are shown")
    private String placement;

    @Option(names = "--look", description = "nothing is counted, and there is no token")
    private boolean look;

    @Option(names = "--explain", description = "says of each article what spoke for it")
    private boolean explain;

    @Override
    public Integer call() throws IOException {
        return server.run((client, output) -> {
            Recommend.print(client.related(request()), output);
            return true;
        });
    }

    private RelatedRequest request() {
        RelatedRequest.Builder request = RelatedRequest.of(article)
                .reader(reader)
                .count(count)
                .placement(placement)
                .filter(filter.filter())
                .details();
        if (look) {
            request.look();
        }
        if (explain) {
            request.explain();
        }
        return request.build();
    }
}
