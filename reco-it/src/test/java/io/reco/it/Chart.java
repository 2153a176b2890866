package io.reco.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;

/** The Helm chart, as helm renders it. */
final class Chart {

    private static final Path FOLDER = WorkingTree.root().resolve("reco-server/src/main/helm/reco");
    private static final Path TO_JSON = WorkingTree.root().resolve("reco-it/src/test/resources/chart-to-json");
    private static final Pattern DOCUMENT_BEGIN = Pattern.compile("(?m)^---$");
    private static final Duration HELM_MAX = Duration.ofMinutes(1);
    private static final String HELM = System.getProperty("reco.it.helm", "helm");

    private Chart() {}

    static void needed() {
        Missing.unless(helm("version").code() == 0, "helm");
    }

    /** Files of values that stand for all that can be chosen. */
    static List<Path> values() throws Exception {
        try (Stream<Path> files = Files.list(FOLDER.resolve("ci"))) {
            return files.sorted().toList();
        }
    }

    static Programs.Outcome lint(Path values) {
        return helm("lint", "--strict", FOLDER.toString(), "--values", values.toString());
    }

    static Programs.Outcome tryRender(String... options) {
        List<String> arguments = new ArrayList<>(
                List.of("template", "reco", FOLDER.toString(), "--namespace", "news", "--kube-version", "1.30.0"));
        arguments.addAll(List.of(options));
        return helm(arguments.toArray(String[]::new));
    }

    /** What Kubernetes would be given. */
    static List<JsonObject> render(Path values) {
        return objects(ended(tryRender("--values", values.toString())));
    }

    /** Helm reads what it wrote: as a list among the values of a chart that tells them as JSON. */
    private static List<JsonObject> objects(String yaml) {
        StringBuilder values = new StringBuilder("objects:\n");
        for (String object : DOCUMENT_BEGIN.split(yaml, -1)) {
            if (!object.isBlank()) {
                values.append("-\n").append(object.indent(2));
            }
        }
        try {
            Path file = Files.createTempFile("reco-it", ".yaml");
            Files.writeString(file, values);
            String told = ended(helm("template", "told", TO_JSON.toString(), "--values", file.toString()));
            Files.delete(file);
            JsonObject all =
                    JsonParser.parseString(told.substring(told.indexOf('{'))).getAsJsonObject();
            return all.getAsJsonArray("objects").asList().stream()
                    .map(JsonElement::getAsJsonObject)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String ended(Programs.Outcome outcome) {
        if (outcome.code() != 0) {
            throw new IllegalStateException("helm ended with " + outcome.code() + ":\n" + outcome.output());
        }
        return outcome.output();
    }

    /** Specifications of the pods of all that makes some. */
    static List<JsonObject> pods(List<JsonObject> objects) {
        return objects.stream()
                .map(object -> object.getAsJsonObject("spec"))
                .filter(spec -> spec != null && spec.has("template"))
                .map(spec -> spec.getAsJsonObject("template").getAsJsonObject("spec"))
                .toList();
    }

    static JsonObject container(JsonObject pod) {
        JsonArray containers = pod.getAsJsonArray("containers");
        if (containers.size() != 1) {
            throw new IllegalStateException("containers: " + containers.size() + " (expected: 1)");
        }
        return containers.get(0).getAsJsonObject();
    }

    /** The value of one key of each object in a list, in its order. */
    static List<String> each(JsonArray objects, String key) {
        List<String> values = new ArrayList<>();
        for (JsonElement object : objects) {
            values.add(object.getAsJsonObject().get(key).getAsString());
        }
        return values;
    }

    private static Programs.Outcome helm(String... arguments) {
        List<String> command = new ArrayList<>(List.of(HELM));
        command.addAll(List.of(arguments));
        return Programs.tryRun(HELM_MAX, Map.of(), command.toArray(String[]::new));
    }
}
