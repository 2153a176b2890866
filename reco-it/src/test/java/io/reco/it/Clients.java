package io.reco.it;

import java.time.Duration;
import java.util.Arrays;

import io.reco.client.Operation;
import io.reco.client.RecommendClient;

/** Clients for promises that are not about time: patient ones, as the suite may share its two CPUs with a whole build. */
final class Clients {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private Clients() {}

    /** A client of one server, or one that balances over several. */
    static RecommendClient of(TestServer... servers) {
        return at(Arrays.stream(servers).map(TestServer::target).toArray(String[]::new));
    }

    static RecommendClient at(String... targets) {
        return RecommendClient.builder(targets)
                .plaintext()
                .deadline(Operation.RECOMMEND, PATIENCE)
                .deadline(Operation.ARTICLES, PATIENCE)
                .deadline(Operation.REPORT, PATIENCE)
                .deadline(Operation.HEALTH, PATIENCE)
                .connect();
    }
}
