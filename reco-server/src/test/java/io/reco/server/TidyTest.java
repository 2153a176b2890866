package io.reco.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Our own rules for the sources of all modules; what breaks one is told with its remedy. */
class TidyTest {

    private static final String MODULES = "..";

    /** So many classes are taken in at one look. */
    private static final int PACKAGE_CLASSES_MAX = 8;

    /** Rooms that users look into: what they see there belongs together, so the bound is another. */
    private static final Map<String, Integer> LARGER_PACKAGES =
            Map.of("io/reco/client/page", 12, "io/reco/client/feedback", 12, "io/reco/client/testing", 14);

    /** Lines of the longest body of a method: the number only goes down. */
    private static final int METHOD_LINES_MAX = 39;

    /** A rule: what must not be there, where it looks, what to do instead, and something that it catches. */
    private enum Rule {
        TELLING_NAMES(
                "\\b(class|record|interface|enum) (\\w*(Util|Helper|Manager|Impl|Processor|Handler|Common)\\w*|(Abstract|Base)[A-Z]\\w*)",
                "src/(main|test)",
                "name it by what it is, or by what sets it apart",
                "final class PageUtils {"),
        NO_LOOSE_ENDS("\\b(FIXME|TODO|XXX)\\b", "src/(main|test)", "do it now, or open an issue", "// TODO later"),
        INJECTED_TIME(
                "System\\.currentTimeMillis\\(|(Instant|LocalDate|LocalDateTime|ZonedDateTime)\\.now\\(\\)|new Date\\(\\)",
                "src/main",
                "take a java.time.Clock, or the milliseconds",
                "long now = System.currentTimeMillis();"),
        NO_CLOCK_IN_TESTS(
                "System\\.currentTimeMillis\\(",
                "src/test",
                "use a clock of the test's own",
                "System.currentTimeMillis()"),
        NO_SLEEP_IN_TESTS(
                "Thread\\.sleep\\(|TimeUnit\\.\\w+\\.sleep\\(",
                "src/test",
                "await the condition, with Awaitility",
                "Thread.sleep(100);"),
        SEEDED_RANDOMNESS(
                "new Random\\(\\)|Math\\.random\\(|new SplittableRandom\\(\\)",
                "src/(main|test)",
                "pass a seed, so that it can happen again",
                "Random random = new Random();"),
        REASONED_SUPPRESSIONS(
                "@SuppressWarnings\\([^)]*\\)\\s*$",
                "src/(main|test)",
                "fix the warning, or say why it is wrong in a comment on the same line",
                "    @SuppressWarnings(\"unchecked\")"),
        LOGGED_FAILURES(
                "\\.printStackTrace\\(\\)", "src/(main|test)", "log it, or let it go up", "e.printStackTrace();"),
        SHORT_LINES(
                "^(?!import )[^\"]{131,}$",
                "src/(main|test)",
                "wrap the comment; the formatter leaves it as it is",
                "// " + "so ".repeat(50)),
        NO_MOCKS(
                "^import (static )?(org\\.mockito|org\\.easymock)",
                "src/test",
                "write a small fake",
                "import org.mockito.Mock;");

        private final Pattern pattern;
        private final Pattern where;
        private final String remedy;
        private final String example;

        Rule(String pattern, String where, String remedy, String example) {
            this.pattern = Pattern.compile(pattern);
            this.where = Pattern.compile("/" + where + "/java/");
            this.remedy = remedy;
            this.example = example;
        }

        void check(Path file, List<String> broken) throws IOException {
            if (!where.matcher(file.toString()).find()) {
                return;
            }
            int number = 0;
            for (String line : Files.readAllLines(file)) {
                number++;
                if (pattern.matcher(line).find()) {
                    broken.add(file + ":" + number + ": " + line.strip() + " (" + name() + ": " + remedy + ")");
                }
            }
        }
    }

    @Test
    void theSourcesKeepTheRules() throws IOException {
        List<String> broken = new ArrayList<>();
        for (Path file : sources()) {
            for (Rule rule : Rule.values()) {
                rule.check(file, broken);
            }
        }

        assertThat(broken).isEmpty();
    }

    @Test
    void everyPackageSaysWhatItIsAndThatNothingInItIsNull() throws IOException {
        List<String> broken = new ArrayList<>();
        for (Path file : sources()) {
            Path info = file.resolveSibling("package-info.java");
            if (file.toString().contains("/src/main/") && !info.equals(file)) {
                String text = Files.exists(info) ? Files.readString(info) : "";
                if (!text.contains("/**") || !text.contains("@NullMarked")) {
                    broken.add(info + " (add it: a sentence and @NullMarked)");
                }
            }
        }

        assertThat(broken).isEmpty();
    }

    @Test
    void packagesAreSmall() throws IOException {
        Map<Path, Integer> sizes = new TreeMap<>();
        for (Path file : sources()) {
            if (file.toString().contains("/src/main/") && !file.endsWith("package-info.java")) {
                sizes.merge(file.getParent(), 1, Integer::sum);
            }
        }
        sizes.entrySet().removeIf(entry -> entry.getValue() <= largest(entry.getKey()));

        assertThat(sizes)
                .as("packages of more than %d classes (split them by noun)", PACKAGE_CLASSES_MAX)
                .isEmpty();
    }

    private static int largest(Path folder) {
        for (Map.Entry<String, Integer> larger : LARGER_PACKAGES.entrySet()) {
            if (folder.endsWith(larger.getKey())) {
                return larger.getValue();
            }
        }
        return PACKAGE_CLASSES_MAX;
    }

    @Test
    void methodsFitAScreen() throws IOException {
        assertThat(shape().bodies())
                .filteredOn(body -> body.lines() > METHOD_LINES_MAX)
                .as("methods of more than %d lines (split them)", METHOD_LINES_MAX)
                .isEmpty();
    }

    @Test
    void fieldsStandBeforeMethods() throws IOException {
        assertThat(shape().lateFields())
                .as("fields behind a method (move them up)")
                .isEmpty();
    }

    private static SourceShape shape() throws IOException {
        return SourceShape.of(sources().stream()
                .filter(file -> file.toString().contains("/src/main/"))
                .toList());
    }

    @ParameterizedTest
    @EnumSource(Rule.class)
    void everyRuleCatchesWhatItIsFor(Rule rule) {
        assertThat(rule.example).containsPattern(rule.pattern);
    }

    /** Of all modules, but for this file, which holds an example for every rule. */
    private static List<Path> sources() throws IOException {
        List<Path> sources = new ArrayList<>();
        try (Stream<Path> modules = Files.list(Path.of(MODULES))) {
            for (Path folder : modules.map(module -> module.resolve("src"))
                    .filter(Files::isDirectory)
                    .toList()) {
                try (Stream<Path> files = Files.walk(folder)) {
                    files.filter(file -> file.toString().endsWith(".java"))
                            .filter(file -> !file.endsWith("TidyTest.java"))
                            .forEach(sources::add);
                }
            }
        }
        assertThat(sources).as("sources found").hasSizeGreaterThan(50);
        return sources;
    }
}
