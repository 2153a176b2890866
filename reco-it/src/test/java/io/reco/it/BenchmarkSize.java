package io.reco.it;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How much a benchmark of the service measures, and what.
 *
 * @param events of each reader
 * @param phase how long one kind of call is made in a round
 * @param warmUp how long a server is used before the first round
 * @param latency how long the open loop takes, and how often it is run on a server that was just started
 * @param growth sizes of the catalogues that pages are compared over
 * @param heap of the server: {@code -Xmx}
 * @param store where filled stores are kept for other runs; empty: nothing is kept
 */
record BenchmarkSize(
        List<String> parts,
        int articles,
        int readers,
        int events,
        int rounds,
        Duration phase,
        Duration warmUp,
        Duration latency,
        int loops,
        List<Integer> growth,
        String heap,
        Optional<Path> store,
        Path json) {

    private static final List<String> PARTS = List.of("import", "latency", "pages", "events", "growth");
    private static final Map<String, String> USUAL = Map.ofEntries(
            Map.entry("articles", "100000"),
            Map.entry("readers", "100000"),
            Map.entry("events", "50"),
            Map.entry("rounds", "5"),
            Map.entry("phase-ms", "4000"),
            Map.entry("warm-s", "20"),
            Map.entry("latency-s", "30"),
            Map.entry("loops", "1"),
            Map.entry("growth", "10000,100000,1000000"),
            Map.entry("heap", "2g"),
            Map.entry("store", ""),
            Map.entry("json", "target/service-benchmark.json"));
    /** Enough to see that the benchmark works; its figures say nothing. */
    private static final Map<String, String> QUICK = Map.of(
            "articles", "500",
            "readers", "400",
            "events", "5",
            "rounds", "1",
            "phase-ms", "250",
            "warm-s", "0",
            "latency-s", "1",
            "growth", "300",
            "heap", "512m");

    /** Names of parts, {@code quick}, and {@code NAME=VALUE}; without a part all but {@code growth}. */
    static BenchmarkSize of(List<String> arguments) {
        Map<String, String> values = new LinkedHashMap<>(USUAL);
        if (arguments.contains("quick")) {
            values.putAll(QUICK);
        }
        List<String> parts = new ArrayList<>();
        for (String argument : arguments) {
            String[] pair = argument.split("=", 2);
            if (pair.length == 2 && USUAL.containsKey(pair[0])) {
                values.put(pair[0], pair[1]);
            } else if (PARTS.contains(argument)) {
                parts.add(argument);
            } else if (!argument.equals("quick")) {
                throw new IllegalArgumentException("bench.args: " + argument + " (expected: quick, one of " + PARTS
                        + ", or NAME=VALUE with one of " + USUAL.keySet() + ")");
            }
        }
        return of(parts.isEmpty() ? PARTS.subList(0, PARTS.size() - 1) : parts, values);
    }

    private static BenchmarkSize of(List<String> parts, Map<String, String> values) {
        return new BenchmarkSize(
                parts,
                Integer.parseInt(value(values, "articles")),
                Integer.parseInt(value(values, "readers")),
                Integer.parseInt(value(values, "events")),
                Integer.parseInt(value(values, "rounds")),
                Duration.ofMillis(Long.parseLong(value(values, "phase-ms"))),
                Duration.ofSeconds(Long.parseLong(value(values, "warm-s"))),
                Duration.ofSeconds(Long.parseLong(value(values, "latency-s"))),
                Integer.parseInt(value(values, "loops")),
                Stream.of(value(values, "growth").split(",", -1))
                        .map(Integer::valueOf)
                        .toList(),
                value(values, "heap"),
                Optional.of(value(values, "store"))
                        .filter(name -> !name.isEmpty())
                        .map(Path::of),
                Path.of(value(values, "json")));
    }

    private static String value(Map<String, String> values, String name) {
        return Objects.requireNonNull(values.get(name), name);
    }

    boolean has(String part) {
        return parts.contains(part);
    }
}
