package io.reco.it;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What the packaged server takes of its machine, measured from outside and beside a bare gRPC server in the same run: the
 * table of {@code reco-server/docs/performance.md}, which says what its rows are. From the project's root:
 *
 * <pre>{@code
 * mvn -q -Pbench -pl reco-it -am -Dbench=ServiceBenchmark
 * mvn -q -Pbench -pl reco-it -am -Dbench=ServiceBenchmark -Dbench.args="pages events rounds=9 store=/tmp/filled"
 * }</pre>
 */
public final class ServiceBenchmark {

    private static final Duration WARM_CALLER = Duration.ofSeconds(10);
    private static final Duration GIT_MAX = Duration.ofSeconds(10);
    /** Readers by how many events they have, for the growth of what a page costs; a stranger's has none. */
    private static final List<Integer> HISTORIES = List.of(50, 0, 10, 200);

    private static final int HISTORY_READERS = 5_000;
    private static final int NUMBERS = 10_000_000;

    private final BenchmarkSize size;
    private final Figures figures = new Figures();
    private final Path folder;

    private ServiceBenchmark(BenchmarkSize size) throws IOException {
        this.size = size;
        folder = Files.createTempDirectory("reco-bench");
    }

    /** The name of a benchmark, and its arguments. */
    public static void main(String[] args) throws IOException, InterruptedException {
        List<String> given = Arrays.stream(args).filter(arg -> !arg.isBlank()).toList();
        String name = ServiceBenchmark.class.getSimpleName();
        if (given.isEmpty()) {
            System.out.printf(
                    "-Dbench=%-17s what the packaged server costs beside a bare one [quick] [PART …]%n", name);
        } else if (given.get(0).equals(name)) {
            measure(BenchmarkSize.of(given.subList(1, given.size())));
        }
    }

    static Figures measure(BenchmarkSize size) throws IOException, InterruptedException {
        ServiceBenchmark benchmark = new ServiceBenchmark(size);
        try {
            benchmark.run();
        } finally {
            remove(benchmark.folder);
        }
        benchmark.figures.circumstance("load of the machine after", load());
        benchmark.figures.print(System.out);
        benchmark.figures.write(size.json());
        return benchmark.figures;
    }

    private void run() throws IOException, InterruptedException {
        circumstances();
        if (!size.parts().equals(List.of("growth"))) {
            SyntheticNews news = news(size.articles(), List.of(cohort(0, size.readers(), size.events())));
            FilledStore store = store("filled", news, figures);
            if (size.has("latency")) {
                latency(store, news);
            }
            if (size.has("pages") || size.has("events")) {
                pages(store, news);
            }
        }
        if (size.has("growth")) {
            for (int articles : size.growth()) {
                growth(articles);
            }
        }
    }

    private void circumstances() {
        figures.circumstance(
                "commit",
                Programs.tryRun(GIT_MAX, Map.of(), "git", "describe", "--always", "--dirty")
                        .output()
                        .strip());
        figures.circumstance("date", Instant.now());
        figures.circumstance("java", Runtime.version());
        figures.circumstance("cpus", Runtime.getRuntime().availableProcessors());
        figures.circumstance("size", size);
        figures.circumstance("load of the machine before", load());
    }

    /** Runnable threads in the mean of the last minute, of this run and of all others. */
    private static double load() {
        return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    }

    private static SyntheticNews news(int articles, List<SyntheticNews.Cohort> cohorts) {
        return new SyntheticNews(articles, cohorts, Instant.now());
    }

    /** The {@code i}-th cohort of a store. */
    private static SyntheticNews.Cohort cohort(int i, int readers, int events) {
        return new SyntheticNews.Cohort(1 + i * NUMBERS, readers, events);
    }

    private FilledStore store(String name, SyntheticNews news, Figures figures)
            throws IOException, InterruptedException {
        System.err.println("bench: a store of " + news.articles() + " articles, " + news.cohorts());
        return FilledStore.of(size.store().orElse(folder).resolve(name), news, size.heap(), figures);
    }

    /** A server that was just started on a copy of the store, a moment after another one on an empty store. */
    private Serving start(FilledStore store, List<String> before, String where) throws IOException {
        Path empty = Files.createTempDirectory(folder, "empty");
        started(empty, before, "start on an empty store, " + where).close();
        Path copy = store.copyTo(Files.createTempDirectory(folder, "served"));
        Serving server = started(copy, before, "start on a warm store, " + where);
        memory(server, "memory after a start, " + where);
        return server;
    }

    private Serving started(Path place, List<String> before, String what) throws IOException {
        long begin = System.nanoTime();
        Serving server = Serving.start(place, before, "-Xmx" + size.heap());
        figures.add(what, "s", (System.nanoTime() - begin) / 1e9);
        figures.add("CPU of a " + what, "s", Cost.cpu(server.process()).toMillis() / 1e3);
        return server;
    }

    private void memory(Serving server, String what) throws IOException {
        String status = Files.readString(Path.of("/proc/" + server.process().pid() + "/status"));
        figures.add(what, "MiB resident", (double) (ProcessStatus.residentBytes(status) >> 20));
        figures.note(what, (ProcessStatus.mostResidentBytes(status) >> 20) + " at most");
    }

    private void latency(FilledStore store, SyntheticNews news) throws IOException {
        SyntheticNews.Cohort cohort = news.cohorts().get(0);
        for (int loop = 0; loop < size.loops(); loop++) {
            System.err.println("bench: open loop " + (loop + 1));
            ReportedEvents reported = new ReportedEvents(news.articles(), cohort);
            FreshReaders readers = new FreshReaders(cohort, 0, 1);
            Map<String, Double> limit;
            try (BareServer bare = BareServer.start(store.page(), List.of())) {
                LatencyRun run = new LatencyRun(bare.target(), readers, reported, new Figures());
                // This one only makes the caller compile itself.
                run.of("warm-up", WARM_CALLER.compareTo(size.latency()) < 0 ? WARM_CALLER : size.latency());
            }
            try (BareServer bare = BareServer.start(store.page(), List.of())) {
                LatencyRun run = new LatencyRun(bare.target(), readers, reported, figures);
                limit = run.of("open loop, bare server", size.latency());
            }
            try (Serving reco = start(store, List.of(), "all CPUs")) {
                LatencyRun run = new LatencyRun(reco.target(), readers, reported, figures);
                Map<String, Double> own = run.of("open loop", size.latency());
                limit.forEach((what, ms) -> figures.add("open loop, bare server: " + what, "ms", ms));
                own.forEach((what, ms) ->
                        figures.add("open loop: " + what, "ms", ms, Objects.requireNonNull(limit.get(what), what)));
            }
        }
    }

    private void pages(FilledStore store, SyntheticNews news) throws IOException {
        SyntheticNews.Cohort cohort = news.cohorts().get(0);
        ReportedEvents reported = new ReportedEvents(news.articles(), cohort);
        try (Cpus cpus = divided();
                Serving reco = start(store, cpus.ofServer(), "one half of the CPUs");
                BareServer bare = BareServer.start(store.page(), cpus.ofServer())) {
            if (size.has("pages")) {
                System.err.println("bench: pages");
                try (PageRounds rounds = new PageRounds(reco, bare, cohort, reported, size, figures)) {
                    rounds.run();
                }
                memory(reco, "memory after these pages");
            }
            if (size.has("events")) {
                System.err.println("bench: events");
                new EventRounds(reco, bare, reported, size, figures).run();
                memory(reco, "memory after these events");
            }
        }
    }

    private void growth(int articles) throws IOException, InterruptedException {
        List<SyntheticNews.Cohort> cohorts = IntStream.range(0, HISTORIES.size())
                .mapToObj(i -> cohort(
                        i, i == 0 ? size.readers() : Math.min(size.readers(), HISTORY_READERS), HISTORIES.get(i)))
                .toList();
        SyntheticNews news = news(articles, cohorts);
        FilledStore store = store("growth-" + articles, news, new Figures());
        ReportedEvents reported = new ReportedEvents(articles, cohorts.get(0));
        try (Cpus cpus = divided();
                Serving reco = start(store, cpus.ofServer(), String.format(Locale.ROOT, "%,d articles", articles));
                BareServer bare = BareServer.start(store.page(), cpus.ofServer());
                PageRounds rounds = new PageRounds(reco, bare, cohorts.get(0), reported, size, figures)) {
            rounds.warm();
            List<FreshReaders> readers = cohorts.stream()
                    .map(cohort -> new FreshReaders(cohort, .2, 1))
                    .toList();
            for (int round = 0; round <= size.rounds(); round++) {
                double limit = rounds.bare(round > 0);
                for (int i = 0; i < cohorts.size(); i++) {
                    String what = String.format(
                            Locale.ROOT,
                            "fresh page of %,d articles, reader of %d events",
                            articles,
                            cohorts.get(i).events());
                    rounds.fresh(what, readers.get(i), round, limit);
                }
            }
        }
    }

    /** CPUs apart for server and caller, or a warning that they share them. */
    private Cpus divided() throws IOException {
        Cpus cpus = Cpus.divide();
        if (!cpus.areDivided()) {
            String warning =
                    "SERVER AND CALLER SHARE ALL CPUS (no taskset, or one CPU): what a call costs is too high by what they"
                            + " take from each other";
            System.err.println("bench: " + warning);
            figures.circumstance("WARNING", warning);
        }
        return cpus;
    }

    private static void remove(Path folder) throws IOException {
        List<Path> all;
        try (Stream<Path> files = Files.walk(folder)) {
            all = files.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : all) {
            Files.delete(file);
        }
    }
}
