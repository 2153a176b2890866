package io.reco.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

/** Versions of libraries and plugins are in the root pom, each once; a module names at most a property of it. */
class VersionsTest {

    private static final Pattern PARENT = Pattern.compile("<parent>.*?</parent>", Pattern.DOTALL);
    private static final Pattern VERSION = Pattern.compile("<version>([^<]*)</version>");

    @Test
    void modulesNameNoVersions() throws IOException {
        List<String> broken = new ArrayList<>();
        for (Path pom : modules()) {
            // Of the project itself there is none: it is the parent's.
            String text = PARENT.matcher(Files.readString(pom)).replaceFirst("");
            Matcher version = VERSION.matcher(text);
            while (version.find()) {
                if (!version.group(1).startsWith("${")) {
                    broken.add(pom + ": " + version.group(1) + " (expected: in the root pom)");
                }
            }
        }

        assertThat(broken).isEmpty();
    }

    private static List<Path> modules() throws IOException {
        try (Stream<Path> folders = Files.list(Path.of(".."))) {
            List<Path> poms = folders.map(folder -> folder.resolve("pom.xml"))
                    .filter(Files::exists)
                    .toList();
            assertThat(poms).hasSizeGreaterThanOrEqualTo(4);
            return poms;
        }
    }
}
