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

    /** Whether nothing is done. */
    public boolean only() {
        return validateOnly;
    }

    /** What was done, or would be. */
    public String told(String done, String would, String what) {
        return validateOnly ? "would " + would + " " + what + " (only checked)" : done + " " + what;
    }
}
