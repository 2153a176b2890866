package io.reco.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import org.junit.jupiter.api.Test;

/** The arrows of ARCHITECTURE.md hold in the code. Whoever wants a new arrow draws it there first. */
class LayersTest {

    private static final String ROOT = "io.reco.server";
    private static final URL COMPILED =
            RecoServer.class.getProtectionDomain().getCodeSource().getLocation();
    private static final JavaClasses CLASSES = new ClassFileImporter().importUrl(COMPILED);

    @Test
    void layersUseOnlyWhatTheTableSays() throws IOException {
        assertThat(broken(ROOT, arrows("layers"))).isEmpty();
    }

    @Test
    void noStageUsesAnother() throws IOException {
        assertThat(broken(ROOT + ".recommend", arrows("stages"))).isEmpty();
    }

    @Test
    void noFloorOfTheStoreStandsOnAHigherOne() throws IOException {
        assertThat(broken(ROOT + ".store.rocksdb", arrows("floors"))).isEmpty();
        assertThat(broken(ROOT + ".store.valkey", arrows("shared"))).isEmpty();
    }

    @Test
    void everyPackageIsInTheTableAndTheTableHoldsNoOther() throws IOException {
        assertThat(packagesUnder(ROOT)).isEqualTo(new TreeSet<>(arrows("layers").keySet()));
        assertThat(packagesUnder(ROOT + ".recommend"))
                .isEqualTo(new TreeSet<>(arrows("stages").keySet()));
        assertThat(packagesUnder(ROOT + ".store.rocksdb"))
                .isEqualTo(new TreeSet<>(arrows("floors").keySet()));
        assertThat(packagesUnder(ROOT + ".store.valkey"))
                .isEqualTo(new TreeSet<>(arrows("shared").keySet()));
    }

    @Test
    void noPackageUsesItselfByWayOfOthers() {
        Map<String, Set<String>> uses = new TreeMap<>();
        for (JavaClass user : CLASSES) {
            for (Dependency dependency : user.getDirectDependenciesFromSelf()) {
                String used = dependency.getTargetClass().getBaseComponentType().getPackageName();
                if (user.getPackageName().startsWith(ROOT)
                        && used.startsWith(ROOT)
                        && !used.equals(user.getPackageName())) {
                    uses.computeIfAbsent(user.getPackageName(), name -> new TreeSet<>())
                            .add(used);
                }
            }
        }

        assertThat(uses.keySet())
                .allSatisfy(from -> assertThat(reached(from, uses)).doesNotContain(from));
    }

    /** All packages that a package uses, itself or by way of others. */
    private static Set<String> reached(String from, Map<String, Set<String>> uses) {
        Set<String> reached = new TreeSet<>();
        Deque<String> next = new ArrayDeque<>(uses.getOrDefault(from, Set.of()));
        while (!next.isEmpty()) {
            String to = next.pop();
            if (reached.add(to)) {
                next.addAll(uses.getOrDefault(to, Set.of()));
            }
        }
        return reached;
    }

    @Test
    void everyArrowIsUsed() throws IOException {
        assertThat(unused(ROOT, arrows("layers"))).isEmpty();
        assertThat(unused(ROOT + ".recommend", arrows("stages"))).isEmpty();
        assertThat(unused(ROOT + ".store.rocksdb", arrows("floors"))).isEmpty();
        assertThat(unused(ROOT + ".store.valkey", arrows("shared"))).isEmpty();
    }

    @Test
    void packagesUseOnlyTheLibrariesThatTheTableSays() throws IOException {
        Map<String, List<String>> libraries = arrows("libraries");
        Set<String> broken = new TreeSet<>();
        Set<String> unused = new TreeSet<>();
        libraries.forEach((user, used) -> used.forEach(library -> unused.add(user + " -> " + library)));
        for (JavaClass user : CLASSES) {
            String from = packageUnder(ROOT, user);
            for (Dependency dependency : user.getDirectDependenciesFromSelf()) {
                String used = dependency.getTargetClass().getBaseComponentType().getName();
                if (from.isEmpty() || !foreign(used)) {
                    continue;
                }
                List<String> allowed = libraries.getOrDefault(from, List.of()).stream()
                        .filter(library -> used.startsWith(library + ".") && !used.startsWith(library + ".internal."))
                        .toList();
                allowed.forEach(library -> unused.remove(from + " -> " + library));
                if (allowed.isEmpty()) {
                    broken.add(from + " -> " + used + " in " + user.getName());
                }
            }
        }

        assertThat(broken).isEmpty();
        assertThat(unused).as("libraries that the table names and no code uses").isEmpty();
    }

    @Test
    void aLibraryThatHasAHomeIsKnownNowhereElse() throws IOException {
        Set<String> broken = new TreeSet<>();
        arrows("homes").forEach((library, homes) -> {
            for (JavaClass user : CLASSES) {
                boolean uses = user.getDirectDependenciesFromSelf().stream()
                        .anyMatch(used -> used.getTargetClass()
                                .getBaseComponentType()
                                .getName()
                                .startsWith(library + "."));
                if (uses
                        && homes.stream()
                                .noneMatch(home -> user.getPackageName().equals(ROOT + "." + home))) {
                    broken.add(user.getName() + " uses " + library);
                }
            }
        });

        assertThat(broken).isEmpty();
    }

    /** Of neither the JDK nor this server, and more than a mark for checks at build time. */
    private static boolean foreign(String name) {
        return name.contains(".")
                && !name.startsWith("java.")
                && !name.startsWith("javax.")
                && !name.startsWith("com.sun.net.httpserver.")
                && !name.startsWith(ROOT + ".")
                && !name.startsWith("org.jspecify.")
                && !name.startsWith("com.google.errorprone.");
    }

    private static Set<String> unused(String parent, Map<String, List<String>> arrows) {
        Set<String> unused = new TreeSet<>();
        arrows.forEach((from, targets) -> targets.forEach(to -> unused.add(from + " -> " + to)));
        for (JavaClass user : CLASSES) {
            for (Dependency dependency : user.getDirectDependenciesFromSelf()) {
                JavaClass used = dependency.getTargetClass().getBaseComponentType();
                unused.remove(packageUnder(parent, user) + " -> " + packageUnder(parent, used));
            }
        }
        return unused;
    }

    /** What uses something that no arrow leads to. */
    private static Set<String> broken(String parent, Map<String, List<String>> arrows) {
        Set<String> broken = new TreeSet<>();
        for (JavaClass user : CLASSES) {
            String from = packageUnder(parent, user);
            if (from.isEmpty() || from.equals("(root)")) {
                continue; // not ours, or what puts all together
            }
            for (Dependency dependency : user.getDirectDependenciesFromSelf()) {
                JavaClass used = dependency.getTargetClass().getBaseComponentType();
                String to = packageUnder(parent, used);
                boolean fine = to.isEmpty()
                        || to.equals(from)
                        || arrows.getOrDefault(from, List.of()).contains(to);
                if (!fine) {
                    broken.add(from + " -> " + to + ": " + user.getName() + " uses " + used.getName());
                }
            }
        }
        return broken;
    }

    private static Set<String> packagesUnder(String parent) {
        Set<String> packages = new TreeSet<>();
        CLASSES.forEach(type -> packages.add(packageUnder(parent, type)));
        packages.removeAll(List.of("", "(root)"));
        return packages;
    }

    /** The first package below {@code parent} that holds the class; (root) for {@code parent} itself, empty outside of it. */
    private static String packageUnder(String parent, JavaClass type) {
        String name = type.getPackageName();
        if (name.equals(parent)) {
            return "(root)";
        }
        return name.startsWith(parent + ".")
                ? Arrays.asList(name.substring(parent.length() + 1).split("\\.", -1))
                        .get(0)
                : "";
    }

    private static Map<String, List<String>> arrows(String block) throws IOException {
        String page = Files.readString(Path.of("ARCHITECTURE.md"));
        Matcher matcher =
                Pattern.compile("```" + block + "\n(.*?)```", Pattern.DOTALL).matcher(page);
        assertThat(matcher.find()).as("block of " + block).isTrue();
        Map<String, List<String>> arrows = new LinkedHashMap<>();
        matcher.group(1).lines().forEach(line -> {
            int arrow = line.indexOf("->");
            String targets = line.substring(arrow + 2).strip();
            arrows.put(
                    line.substring(0, arrow).strip(), targets.isEmpty() ? List.of() : List.of(targets.split(" +", -1)));
        });
        return arrows;
    }
}
