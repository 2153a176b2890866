package io.reco.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

/** README is a front door, and what it and the pages behind it point to is there. */
class PagesIT {

    private static final int README_LINES_MAX = 260;
    private static final Pattern LINK = Pattern.compile("]\\((?!https?:)([^)#]*)(?:#([^)]*))?\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.*)$");

    @Test
    void readmeIsShort() {
        assertThat(Readme.text(Readme.pages().get(0)).lines().count()).isLessThanOrEqualTo(README_LINES_MAX);
    }

    @Test
    void everyLinkLeadsToAFileAndItsHeading() {
        Path architecture = WorkingTree.root().resolve("reco-server/ARCHITECTURE.md");
        List<String> broken = new ArrayList<>();
        int links = 0;
        for (Path page :
                Stream.concat(Readme.pages().stream(), Stream.of(architecture)).toList()) {
            for (var link : LINK.matcher(Readme.text(page)).results().toList()) {
                links++;
                Path target = link.group(1).isEmpty() ? page : page.resolveSibling(link.group(1));
                String heading = link.group(2);
                if (!Files.exists(target)
                        || (heading != null && !anchors(target).contains(heading))) {
                    broken.add(page.getFileName() + ": " + link.group());
                }
            }
        }

        assertThat(links).isGreaterThan(10);
        assertThat(broken).isEmpty();
    }

    /** As GitHub makes them of headings. */
    private static List<String> anchors(Path page) {
        return HEADING.matcher(Readme.text(page))
                .results()
                .map(heading -> heading.group(1).toLowerCase(Locale.ROOT).replaceAll("[^\\w -]", ""))
                .map(text -> text.replace(' ', '-'))
                .toList();
    }
}
