package io.reco.client;

import java.time.Duration;

import io.reco.client.catalog.ArticleDetails;
import io.reco.client.testing.FakeRecommendServer;

/** Clients of servers on the loopback interface; slow test machines get longer deadlines than real callers. */
final class Clients {
    private Clients() {}

    static RecommendClient connect(FakeRecommendServer... servers) {
        return builder(servers).connect();
    }

    /** The article without what only the server says of it. */
    static ArticleDetails sent(ArticleDetails stored) {
        return stored.toBuilder().etag("").build();
    }

    static RecommendClientBuilder builder(FakeRecommendServer... servers) {
        String[] targets = new String[servers.length];
        for (int i = 0; i < servers.length; i++) {
            targets[i] = servers[i].target();
        }
        RecommendClientBuilder builder = RecommendClient.builder(targets).plaintext();
        for (Operation operation : Operation.values()) {
            if (!operation.isStream()) {
                builder.deadline(operation, Duration.ofSeconds(20));
            }
        }
        return builder;
    }
}
