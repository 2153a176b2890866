package io.reco.server.tool.call;

import picocli.CommandLine.Option;

import io.reco.client.RecommendClient;

/** The option of a command that changes something to change nothing. */
public final class Checking {

    @Option(names = "--validate-only", description = "checked by the server and answered as if done, but not done")
    private boolean validateOnly;

    public RecommendClient of(RecommendClient client) {
        return validateOnly ? client.onlyValidating() : client;
    }

    /** What is said behind what was done. */
    public String told() {
        return validateOnly ? " (only checked)" : "";
    }
}
