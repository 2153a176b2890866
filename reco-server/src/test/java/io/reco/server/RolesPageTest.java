package io.reco.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import org.junit.jupiter.api.Test;

/** docs/roles.md says of every method of the contract who may call it. */
class RolesPageTest {

    private static final Path PAGE = Path.of("docs/roles.md");
    private static final Path CONTRACT = Path.of("../reco-api/src/main/protobuf");
    private static final String HEAD = "| method | `read` | `feed` | `edit` | `support` | `admin` | own token |";
    private static final List<String> ANSWERS = List.of("yes", "plain", "live", "own", "no");

    private static final Pattern JAVA_PACKAGE = Pattern.compile("(?m)^option java_package = \"(.*)\";");
    private static final Pattern OUTER_CLASS = Pattern.compile("(?m)^option java_outer_classname = \"(.*)\";");

    @Test
    void everyMethodHasOneRow() throws Exception {
        List<String> methods = new ArrayList<>();
        for (FileDescriptor file : contract()) {
            for (ServiceDescriptor service : file.getServices()) {
                for (MethodDescriptor method : service.getMethods()) {
                    methods.add(service.getFullName() + "/" + method.getName());
                }
            }
        }

        assertThat(methods).hasSizeGreaterThan(15);
        assertThat(rows()).map(cells -> cells.get(0)).containsExactlyInAnyOrderElementsOf(methods);
    }

    @Test
    void everyRowAnswersForEveryRole() throws IOException {
        for (List<String> cells : rows()) {
            assertThat(cells).as(cells.get(0)).hasSize(7);
            assertThat(ANSWERS).as(cells.get(0)).containsAll(cells.subList(1, cells.size()));
            assertThat(cells.get(5)).as("%s: admin", cells.get(0)).isEqualTo("yes");
        }
        assertThat(new TreeSet<>(rows().stream().flatMap(List::stream).toList()))
                .containsAll(ANSWERS);
    }

    /** What every file of the contract declares. */
    private static List<FileDescriptor> contract() throws IOException, ReflectiveOperationException {
        List<FileDescriptor> descriptors = new ArrayList<>();
        try (Stream<Path> files = Files.walk(CONTRACT)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".proto")).toList()) {
                String text = Files.readString(file);
                // reco.proto names no class: it has the file's name.
                String outer = found(OUTER_CLASS, text, "Reco");
                Class<?> type = Class.forName(found(JAVA_PACKAGE, text, "") + "." + outer);
                descriptors.add((FileDescriptor) type.getMethod("getDescriptor").invoke(null));
            }
        }
        return descriptors;
    }

    private static String found(Pattern pattern, String text, String fallback) {
        Matcher matcher = pattern.matcher(text);
        return matcher.find() ? matcher.group(1) : fallback;
    }

    /** The cells of the page's rows, the first without its marks. */
    private static List<List<String>> rows() throws IOException {
        String page = Files.readString(PAGE);
        return page.substring(page.indexOf(HEAD))
                .lines()
                .skip(2)
                .takeWhile(line -> line.startsWith("|"))
                .map(line -> Arrays.stream(line.replace("`", "").split("\\|"))
                        .map(String::strip)
                        .skip(1)
                        .toList())
                .toList();
    }
}
