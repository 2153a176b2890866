package io.reco.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

class BenchmarksTest {

    @Test
    void everyBenchmarkCanBeChosenByItsName() throws IOException {
        try (Stream<Path> sources = Files.walk(Path.of("src/test/java"))) {
            List<String> names = sources.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith("Benchmark.java"))
                    .map(name -> name.replace(".java", ""))
                    .toList();

            assertThat(Benchmarks.ALL.stream().map(Benchmarks.Benchmark::name))
                    .containsAll(names)
                    .doesNotHaveDuplicates();
        }
    }
}
