package io.reco.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.reco.client.RecommendClient;
import io.reco.client.feedback.FeedbackReporter;

/** What README and the pages behind it show is compiled and run as it stands, against a server with demo content. */
class ReadmeIT {

    private static final Pattern CLASS = Pattern.compile("public class (\\w+)");
    // What a reader's editor adds to a few lines without imports.
    private static final String AROUND_LINES = """
            import static org.junit.jupiter.api.Assertions.*;
            import java.time.*;
            import java.util.*;
            import java.util.stream.*;
            import io.reco.client.*;
            import io.reco.client.RecommendException.Code;
            import io.reco.client.catalog.*;
            import io.reco.client.feedback.*;
            import io.reco.client.operations.*;
            import io.reco.client.page.*;
            import io.reco.client.reader.*;
            import io.reco.client.testing.*;
            import io.reco.it.RecoContainer;

            public class Sample {
                public static void run(%s) throws Exception {
            %s
                }
            }
            """;
    private static final Pattern USE_OF_THE_PROGRAM =
            Pattern.compile("(?:reco-server\\.jar|\\$evaluate) ?((?:[a-z]+ ?)*)((?:--\\S+[^\n]*)?)");
    private static final Pattern FLAG = Pattern.compile("--[a-z-]+");

    @TempDir
    Path folder;

    private static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.start(TestServer.Setup.DEMO);
    }

    @AfterAll
    static void end() {
        server.close();
    }

    static List<String> javaSamples() {
        return Readme.blocks("java");
    }

    @ParameterizedTest
    @MethodSource("javaSamples")
    void everyJavaSampleRunsAndNoEventOfItIsRefused(String sample) throws Exception {
        if (sample.contains("new RecoContainer(")) {
            Missing.unless(Target.chosen() == Target.CONTAINER, "a container engine");
        }
        String runnable = sample.replace("localhost:8889", server.target())
                .replace("new RecoContainer(\"reco-server\")", "new RecoContainer(\"" + builtImage(sample) + "\")");
        Matcher whole = CLASS.matcher(runnable);
        boolean isWhole = whole.find();
        String name = isWhole ? whole.group(1) : "Sample";

        compile(name, isWhole ? runnable : AROUND_LINES.formatted(parameter(sample), runnable));

        List<String> warnings = warningsWhile(() -> {
            try (URLClassLoader loader =
                            new URLClassLoader(new URL[] {folder.toUri().toURL()}, ReadmeIT.class.getClassLoader());
                    RecommendClient client = Clients.of(server)) {
                Class<?> type = loader.loadClass(name);
                if (isWhole) {
                    type.getMethod("main", String[].class).invoke(null, (Object) new String[0]);
                } else {
                    type.getMethod("run", RecommendClient.class).invoke(null, client);
                }
            }
        });
        assertThat(warnings).isEmpty();
    }

    /** Lines that do not make their own client are of a program that has one. */
    private static String parameter(String lines) {
        return "RecommendClient " + (lines.contains("RecommendClient client =") ? "unused" : "client");
    }

    private static String builtImage(String sample) {
        return sample.contains("new RecoContainer(") ? ServerImage.get().get() : "";
    }

    private void compile(String name, String source) throws Exception {
        Path file = Files.writeString(folder.resolve(name + ".java"), source);
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter messages = new StringWriter();
        boolean compiled;
        try (var files = compiler.getStandardFileManager(null, null, null)) {
            List<String> options =
                    List.of("-proc:none", "-d", folder.toString(), "-cp", System.getProperty("java.class.path", ""));
            compiled = compiler.getTask(messages, files, null, options, null, files.getJavaFileObjects(file))
                    .call();
        }
        assertThat(compiled).as(messages + "\n" + source).isTrue();
    }

    private interface Run {
        void run() throws Exception;
    }

    /** What the client's reporters warn of: a sample has no listener, so that is where refusals go. */
    private static List<String> warningsWhile(Run run) throws Exception {
        List<String> warnings = Collections.synchronizedList(new ArrayList<>());
        Logger log = Logger.getLogger(FeedbackReporter.class.getName());
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord record) {
                warnings.add(record.getMessage());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        log.addHandler(handler);
        try {
            run.run();
        } finally {
            log.removeHandler(handler);
        }
        return warnings;
    }

    @Test
    void everyFlagOfTheProgramThatIsShownIsOne() {
        List<String> unknown = new ArrayList<>();
        int uses = 0;
        for (String block : Readme.blocks("sh")) {
            Matcher use = USE_OF_THE_PROGRAM.matcher(block);
            while (use.find()) {
                uses++;
                List<String> command =
                        new ArrayList<>(List.of(use.group(1).strip().split(" ")));
                if (use.group().startsWith("$evaluate")) {
                    command.add(0, "evaluate");
                }
                command.removeIf(String::isEmpty);
                command.add("--help");
                String help = Application.run(Map.of(), command.toArray(String[]::new))
                        .output();
                FLAG.matcher(use.group(2))
                        .results()
                        .map(flag -> flag.group())
                        .filter(flag -> !help.contains(flag))
                        .forEach(flag -> unknown.add(command + ": " + flag));
            }
        }

        assertThat(uses).isGreaterThan(5);
        assertThat(unknown).isEmpty();
    }
}
