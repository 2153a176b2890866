package io.reco.server.grpc.endpoint.admin;

import java.time.Instant;
import java.util.List;

/**
 * What is said of the server itself, beside what its engine knows.
 *
 * @param version of the program
 * @param started when it began
 * @param settings all that is set, without what is secret
 */
public record ServerFacts(String version, Instant started, List<Setting> settings) {

    public ServerFacts {
        settings = List.copyOf(settings);
    }

    /**
     * One thing that is set.
     *
     * @param name its key in a file; its name where it has none
     * @param value as it would be written
     * @param origin {@code default}, {@code --flag}, {@code RECO_VARIABLE} or {@code file:line}
     */
    public record Setting(String name, String value, String origin) {}
}
