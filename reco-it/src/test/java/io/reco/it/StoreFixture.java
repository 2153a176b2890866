package io.reco.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.reco.api.v1.Event;
import io.reco.api.v1.ListArticlesRequest;

/**
 * A store as a release wrote it, kept in the test resources: every later server must open it. Each release adds one, made
 * by {@link #main}; none is ever changed once its release is out. Until then it is written anew with every new format.
 */
final class StoreFixture {

    static final int ARTICLES = 20;
    static final int VIEWS = 100;
    static final int READER = 7;

    private StoreFixture() {}

    /** Writes the fixture of this build: {@code main reco-it/src/test/resources/store-0.1.tar.gz}. */
    public static void main(String[] arguments) {
        try (ProcessServer server = new ProcessServer(TestServer.Setup.EMPTY)) {
            server.start();
            try (Stubs stubs = Stubs.of(server)) {
                stubs.publish(ARTICLES);
                stubs.report(views());
                stubs.page(READER, 5);
            }
            server.terminate();
            server.awaitExit(Duration.ofSeconds(40));
            // The owner that the image's server runs as.
            Programs.run(
                    Duration.ofSeconds(30),
                    Map.of(),
                    "tar",
                    "--owner=10001",
                    "--group=10001",
                    "--exclude=LOG*",
                    "-czf",
                    Path.of(arguments[0]).toAbsolutePath().toString(),
                    "-C",
                    server.data().toString(),
                    ".");
        }
    }

    /** The store of a release, as a file. */
    static Path of(String release, Path folder) {
        String resource = "/store-" + release + ".tar.gz";
        try (InputStream content = Objects.requireNonNull(StoreFixture.class.getResourceAsStream(resource), resource)) {
            Path file = folder.resolve("store.tar.gz");
            Files.copy(content, file);
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Checks that a server has the articles and events that {@link #main} wrote: all that does not expire. */
    static void check(Stubs stubs) {
        assertThat(stubs.catalog()
                        .listArticles(ListArticlesRequest.getDefaultInstance())
                        .getArticlesCount())
                .isEqualTo(ARTICLES);
        assertThat(stubs.viewsOfAll(ARTICLES)).isEqualTo(VIEWS);
    }

    private static List<Event> views() {
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < VIEWS; i++) {
            events.add(Stubs.view("fixture-" + i, 100 + i, 1 + i % ARTICLES));
        }
        return events;
    }
}
