package io.reco.it;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

import org.awaitility.Awaitility;

/** A store that {@code import} filled, and one page from it. What is measured is measured on copies, so it stays as it is. */
record FilledStore(Path folder) {

    private static final Duration IMPORT_MAX = Duration.ofMinutes(30);
    private static final Duration SETTLED_MAX = Duration.ofMinutes(5);
    private static final Duration END_MAX = Duration.ofMinutes(2);
    private static final String PAGE = "page";

    /** The one that is there, or else a new one; what filling it cost is told to {@code figures}. */
    static FilledStore of(Path folder, SyntheticNews news, String heap, Figures figures)
            throws IOException, InterruptedException {
        FilledStore store = new FilledStore(folder);
        if (!Files.exists(store.page())) {
            Files.createDirectories(folder);
            store.fill(news, heap, figures);
        }
        return store;
    }

    private void fill(SyntheticNews news, String heap, Figures figures) throws IOException, InterruptedException {
        Path articles = folder.resolve("articles.csv");
        Path older = folder.resolve("older.csv");
        Path recent = folder.resolve("recent.csv");
        news.writeArticles(articles);
        news.writeEvents(older, recent);
        try (Serving server = Serving.start(folder, "-Xmx" + heap)) {
            load(server, "an article imported", "--articles", articles, figures);
            load(server, "an event imported, older than ids are known", "--events", older, figures);
            load(server, "an event imported", "--events", recent, figures);
            try (Stubs stubs = Stubs.at(server.target())) {
                Files.write(
                        page(), stubs.page(news.cohorts().get(0).reader(0), 10).toByteArray());
            }
            if (!server.terminate(END_MAX)) {
                throw new IllegalStateException("The server did not end within " + END_MAX + ".");
            }
        } catch (RuntimeException e) {
            Files.deleteIfExists(page());
            throw e;
        } finally {
            for (Path file : List.of(articles, older, recent)) {
                Files.delete(file);
            }
        }
    }

    private static void load(Serving server, String what, String option, Path file, Figures figures)
            throws IOException {
        long rows;
        try (Stream<String> lines = Files.lines(file)) {
            rows = lines.count() - 1;
        }
        Duration before = Cost.cpu(server.process());
        long begin = System.nanoTime();
        String[] command = Application.command(
                List.of("-Xmx512m"),
                "import",
                "--target",
                server.target(),
                "--missing-articles",
                "leave",
                option,
                file.toAbsolutePath().toString());
        Programs.run(IMPORT_MAX, Map.of(), command);
        double seconds = (System.nanoTime() - begin) / 1e9;
        double behind = settled(server.http());
        figures.add(what, "µs of CPU", Cost.micros(Cost.cpu(server.process()).minus(before), rows));
        figures.perSecond(what, rows / seconds);
        figures.note(what, String.format(Locale.ROOT, "%,d in %.0f s, learned of %.1f s later", rows, seconds, behind));
    }

    /** Waits until the models know all that was accepted, and says how many seconds that took. */
    static double settled(URI http) {
        long begin = System.nanoTime();
        Awaitility.await()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(100))
                .atMost(SETTLED_MAX)
                .until(() -> factsBehind(http) <= 0);
        return (System.nanoTime() - begin) / 1e9;
    }

    /** How many accepted facts the models do not know yet. */
    static double factsBehind(URI http) {
        Metrics now = Metrics.of(http);
        return now.value("reco_log_position") - now.value("reco_models_position");
    }

    /** A page from this store, as its bytes on the wire. */
    Path page() {
        return folder.resolve(PAGE);
    }

    /** A copy that a server may change. */
    Path copyTo(Path place) throws IOException {
        Files.createDirectories(place);
        Programs.run(
                IMPORT_MAX,
                Map.of(),
                "cp",
                "-r",
                folder.resolve("data").toAbsolutePath().toString(),
                place.toAbsolutePath().toString());
        return place;
    }
}
