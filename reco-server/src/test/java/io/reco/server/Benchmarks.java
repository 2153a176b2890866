package io.reco.server;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.reco.server.engine.SnapshotBenchmark;
import io.reco.server.grpc.GuardBenchmark;
import io.reco.server.recommend.ManyReaders;
import io.reco.server.recommend.PageBenchmark;
import io.reco.server.store.rocksdb.StoreBenchmark;
import io.reco.server.store.valkey.ArchiveBenchmark;
import io.reco.server.store.valkey.SharedStoreBenchmark;

/**
 * What is measured by hand: programs that print figures, each in a process of its own with the heap that it is meant for. From
 * the project's root, where {@code -Dbench.args=…} hands on arguments and no {@code -Dbench} lists what there is:
 *
 * <pre>{@code
 * mvn -q -Pbench -pl reco-server -am -Dbench=PageBenchmark
 * }</pre>
 */
public final class Benchmarks {

    /** One program, its heap, and what its figures say. */
    record Benchmark(Class<?> program, String heap, String says) {
        String name() {
            return program.getSimpleName();
        }
    }

    static final List<Benchmark> ALL = List.of(
            new Benchmark(
                    PageBenchmark.class, "-Xmx6g", "what a page costs with 100,000 articles, and what a start takes"),
            new Benchmark(
                    SnapshotBenchmark.class, "-Xmx2g", "a snapshot, and a start from it [fill|open|start DIRECTORY …]"),
            new Benchmark(
                    ArchiveBenchmark.class,
                    "-Xmx1g",
                    "what a cluster's log takes in files, and how fast it is read from them"),
            new Benchmark(GuardBenchmark.class, "-Xmx1g", "what admission, audit and the guard of load cost a page"),
            new Benchmark(ManyReaders.class, "-Xmx256m", "what readers take of a small heap [READERS]"),
            new Benchmark(
                    SharedStoreBenchmark.class, "-Xmx1g", "what a store in a cluster costs, beside the embedded one"),
            new Benchmark(StoreBenchmark.class, "-Xmx1g", "how fast the store is on this disk [DIRECTORY]"));

    /** Measures the packaged server from outside, so it is in reco-it, whose build goes through this one. */
    private static final String OF_RECO_IT = "ServiceBenchmark";

    private Benchmarks() {}

    /** The name of a benchmark, and its arguments. */
    public static void main(String[] args) throws IOException, InterruptedException {
        List<String> given = Arrays.stream(args).filter(arg -> !arg.isBlank()).toList();
        if (given.isEmpty()) {
            ALL.forEach(benchmark -> System.out.printf("-Dbench=%-17s %s%n", benchmark.name(), benchmark.says()));
            return;
        }
        if (given.get(0).equals(OF_RECO_IT)) {
            System.err.println("bench: " + OF_RECO_IT + " runs with -pl reco-it -am");
            return;
        }
        for (Benchmark benchmark : ALL) {
            if (benchmark.name().equals(given.get(0))) {
                System.exit(run(benchmark, given.subList(1, given.size())));
            }
        }
        String names = ALL.stream().map(Benchmark::name).collect(Collectors.joining(", "));
        System.err.println("bench: " + given.get(0) + " (expected: one of " + names + ")");
        System.exit(2);
    }

    private static int run(Benchmark benchmark, List<String> args) throws IOException, InterruptedException {
        Stream<String> java = Stream.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                benchmark.heap(),
                "-cp",
                System.getProperty("java.class.path"),
                benchmark.program().getName());
        return new ProcessBuilder(Stream.concat(java, args.stream()).toList())
                .inheritIO()
                .start()
                .waitFor();
    }
}
