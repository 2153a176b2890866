package io.reco.client;

import java.time.Duration;

import io.reco.client.testing.FakeRecommendServer;

/** Clients of servers on the loopback interface; slow test machines get longer deadlines than real callers. */
final class Clients {
    private Clients() {}

    static RecommendClient connect(FakeRecommendServer... servers) {
        return builder(servers).connect();
    }

    static RecommendClientBuilder builder(FakeRecommendServer... servers) {
        String[] targets = new String[servers.length];
        for (int i = 0; i < servers.length; i++) {
            targets[i] = servers[i].target();
        }
        return RecommendClient.builder(targets)
                .plaintext()
                .deadline(Operation.RECOMMEND, Duration.ofSeconds(5))
                .deadline(Operation.ARTICLES, Duration.ofSeconds(5))
                .deadline(Operation.REPORT, Duration.ofSeconds(5))
                .deadline(Operation.HEALTH, Duration.ofSeconds(5));
    }
}
