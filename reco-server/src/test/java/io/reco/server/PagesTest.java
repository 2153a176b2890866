package io.reco.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

/** What the pages for people point to is there: in README, in the longer pages, in what is for contributors. */
class PagesTest {

    private static final Path REPOSITORY = Path.of("..");
    private static final List<String> FOLDERS = List.of("", ".github", "reco-server", "reco-server/docs");
    private static final String DECISIONS = "reco-server/docs/decisions";

    private static final Pattern LINK = Pattern.compile("]\\((?!https?:)([^)#]*)(?:#([^)]*))?\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.*)$");

    @Test
    void everyLinkLeadsToAFileAndItsHeading() throws IOException {
        List<String> broken = new ArrayList<>();
        int links = 0;
        for (Path page : pages()) {
            for (var link : LINK.matcher(Files.readString(page)).results().toList()) {
                links++;
                Path target = link.group(1).isEmpty() ? page : page.resolveSibling(link.group(1));
                String heading = link.group(2);
                if (!Files.exists(target)
                        || (heading != null && !anchors(target).contains(heading))) {
                    broken.add(page + ": " + link.group());
                }
            }
        }

        assertThat(links).isGreaterThan(30);
        assertThat(broken).isEmpty();
    }

    @Test
    void everyDecisionIsInTheirListAndSaysAllItHasTo() throws IOException {
        Path folder = REPOSITORY.resolve(DECISIONS);
        String list = Files.readString(folder.resolve("README.md"));
        for (Path page : pagesIn(folder)) {
            if (!page.endsWith("README.md")) {
                assertThat(list).contains("(" + page.getFileName() + ")");
                assertThat(Files.readString(page))
                        .as("%s", page)
                        .contains("**Question.**", "**Measured", "**Decided.**", "**Rejected.**");
            }
        }
    }

    private static List<Path> pages() throws IOException {
        List<Path> pages = new ArrayList<>(pagesIn(REPOSITORY.resolve(DECISIONS)));
        for (String folder : FOLDERS) {
            pages.addAll(pagesIn(REPOSITORY.resolve(folder)));
        }
        return pages;
    }

    private static List<Path> pagesIn(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".md"))
                    .sorted()
                    .toList();
        }
    }

    /** As GitHub makes them of headings. */
    private static List<String> anchors(Path page) throws IOException {
        return HEADING.matcher(Files.readString(page))
                .results()
                .map(heading -> heading.group(1).toLowerCase(Locale.ROOT).replaceAll("[^\\w -]", ""))
                .map(text -> text.replace(' ', '-'))
                .toList();
    }
}
