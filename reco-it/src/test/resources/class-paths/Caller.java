import java.time.Duration;
import java.time.Instant;
import java.util.List;

import io.reco.client.RecommendClient;
import io.reco.client.RecommendException;
import io.reco.client.catalog.ArticleDetails;
import io.reco.client.feedback.Event;
import io.reco.client.page.Page;
import io.reco.client.testing.FakeRecommendServer;

/** A program of somebody else: calls a server in this process, then the one it is told, and says on which protobuf. */
public class Caller {
    public static void main(String[] args) throws Exception {
        try (FakeRecommendServer fake = FakeRecommendServer.start();
                RecommendClient client = RecommendClient.connect(fake.target())) {
            fake.recommends(7, 30, 10, 20);
            expect(List.of("30", "10"), client.recommend(7, 2).articleIds());
        }
        try (RecommendClient client =
                RecommendClient.builder(args[0]).plaintext().connect()) {
            client.upsert(ArticleDetails.builder("tides-1").title("Tides").topics("science").build());
            Page page = client.recommend("reader-7", 2);
            expect(List.of("tides-1"), page.articleIds());
            expect(1, client.report(Event.view("reader-7", "tides-1").from(page)).accepted());
            expect("Tides", client.articles("tides-1").articles().get(0).title());
            expect(true, client.isServing());
            Event tooEarly = Event.view("reader-7", "tides-1").at(Instant.now().plus(Duration.ofDays(3)));
            expect(1, client.report(tooEarly).refused().size());
            try {
                client.recommend("reader-7", -1);
                throw new IllegalStateException("-1 articles: taken (expected: refused)");
            } catch (RecommendException e) {
                expect("page_size", e.violations().get(0).field());
            }
        }
        try (RecommendClient client =
                RecommendClient.builder(args[0], args[0]).plaintext().hedging(Duration.ofSeconds(1)).connect()) {
            expect("tides-1", client.async().articles("tides-1").get().articles().get(0).id());
            expect(1, client.recommend("reader-8", 1).exposure().orElseThrow().slots().size());
        }
        System.out.println("all answered, protobuf from " + home("com.google.protobuf.Message") + ", gRPC from "
                + home("io.grpc.Channel"));
    }

    private static Object home(String type) throws ClassNotFoundException {
        return Class.forName(type).getProtectionDomain().getCodeSource().getLocation();
    }

    private static void expect(Object expected, Object actual) {
        if (!expected.equals(actual)) {
            throw new IllegalStateException(actual + " (expected: " + expected + ")");
        }
    }
}
