package io.reco.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import org.junit.jupiter.api.Test;

/** What every jar of this build, and the application folder, say of their licences and of what they run with. */
class JarsIT {

    /** Of these only files are taken, into a jar of ours. */
    private static final String SCRIPTS = "org.webjars.npm";

    @Test
    void everyJarBringsItsLicenceAndNotice() throws IOException {
        String licence = Files.readString(WorkingTree.root().resolve("LICENSE"));

        for (Path jar : jars()) {
            assertThat(entry(jar, "META-INF/LICENSE")).as(jar.toString()).isEqualTo(licence);
            assertThat(entry(jar, "META-INF/NOTICE")).as(jar.toString()).startsWith("Reco\nCopyright ");
        }
    }

    @Test
    void whatTheServerRunsWithIsListedWithALicenceEach() throws IOException {
        String listed =
                Files.readString(WorkingTree.application().resolve("licences").resolve("THIRD-PARTY.txt"));

        for (String library : libraries()) {
            assertThat(listed.lines())
                    .as(library)
                    .anyMatch(line -> line.startsWith("     (") && line.contains(library.replaceAll("-(?=\\d)", ":")));
        }
    }

    @Test
    void theBillOfMaterialsIsWhatLiesInTheApplicationFolder() throws IOException {
        Path file = WorkingTree.application().resolve("licences").resolve("sbom.json");
        Missing.unless(Files.exists(file), "a build with a network, for Maven leaves the list out of others");
        JsonObject bill = JsonParser.parseString(Files.readString(file)).getAsJsonObject();

        TreeSet<String> named = new TreeSet<>();
        TreeSet<String> inOurs = new TreeSet<>();
        for (JsonElement element : bill.getAsJsonArray("components")) {
            JsonObject component = element.getAsJsonObject();
            String name = component.get("name").getAsString();
            if (component.get("group").getAsString().equals(SCRIPTS)) {
                inOurs.add(name);
            } else {
                named.add(name + "-" + component.get("version").getAsString());
            }
            assertThat(component.getAsJsonArray("licenses"))
                    .as(component.get("name").getAsString())
                    .isNotEmpty();
        }

        TreeSet<String> there = new TreeSet<>(libraries());
        there.addAll(ours());
        assertThat(named).isEqualTo(there);
        assertThat(inOurs).containsExactly("htmx-ext-sse", "htmx.org");
        // What would make two builds differ.
        assertThat(bill.getAsJsonObject("metadata").has("timestamp")).isFalse();
    }

    /** Names with versions, without those of ours. */
    private static List<String> libraries() throws IOException {
        return inFolder().filter(name -> !name.startsWith("reco-")).toList();
    }

    private static List<String> ours() throws IOException {
        return inFolder().filter(name -> name.startsWith("reco-")).toList();
    }

    private static Stream<String> inFolder() throws IOException {
        try (Stream<Path> files = Files.list(WorkingTree.application().resolve("lib"))) {
            return files.map(file -> file.getFileName().toString().replaceAll("\\.jar$", "")).toList().stream();
        }
    }

    private static List<Path> jars() throws IOException {
        List<Path> jars = new ArrayList<>();
        jars.add(WorkingTree.application().resolve("reco-server.jar"));
        for (String module : List.of("reco-api", "reco-client", "reco-server", "reco-it")) {
            try (Stream<Path> files = Files.list(WorkingTree.root().resolve(module + "/target"))) {
                files.filter(file -> file.toString().endsWith(".jar")).forEach(jars::add);
            }
        }
        assertThat(jars).hasSizeGreaterThanOrEqualTo(4);
        return jars;
    }

    private static String entry(Path jar, String name) throws IOException {
        try (JarFile open = new JarFile(jar.toFile())) {
            JarEntry entry = Objects.requireNonNull(open.getJarEntry(name), jar + ": no " + name);
            return new String(open.getInputStream(entry).readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
