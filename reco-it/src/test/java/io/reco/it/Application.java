package io.reco.it;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The packaged program, {@code java -jar reco-server.jar}, whatever the suite's target is. */
final class Application {

    private static final Duration RUN_MAX = Duration.ofMinutes(2);

    private Application() {}

    /** Runs it to its end; no {@code RECO_} variable but those given is set. */
    static Programs.Outcome run(Map<String, String> environment, String... arguments) {
        return Programs.tryRun(RUN_MAX, environment, command(List.of(), arguments));
    }

    static String[] command(List<String> jvmOptions, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvmOptions);
        command.addAll(List.of(
                "-jar", WorkingTree.application().resolve("reco-server.jar").toString()));
        command.addAll(List.of(arguments));
        return command.toArray(String[]::new);
    }
}
