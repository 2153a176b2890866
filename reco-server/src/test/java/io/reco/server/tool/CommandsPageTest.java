package io.reco.server.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** The page of commands names every command, and what it shows can be typed. */
class CommandsPageTest {

    private static final Path PAGE = Path.of("docs/commands.md");
    private static final Pattern SHOWN = Pattern.compile("(?m)(?:^|\\| )(reco [^|>#<\n]*)");

    @Test
    void everyCommandIsNamed() throws IOException {
        String page = Files.readString(PAGE);
        Reco.commandLine().getSubcommands().forEach((name, command) -> {
            assertThat(page).contains("`" + name);
            assertThat(command.getSubcommands().keySet().stream()
                            .filter(inner -> name.equals("article") || name.equals("reader")))
                    .allSatisfy(inner -> assertThat(page)
                            .as("%s %s", name, inner)
                            .containsPattern("`" + name + " [a-z\\\\|]*\\b" + inner + "\\b"));
        });
    }

    @Test
    void whatIsShownCanBeTyped() throws IOException {
        String page = Files.readString(PAGE);
        List<String> lines = SHOWN.matcher(page.substring(page.indexOf("```sh")))
                .results()
                .map(line -> line.group(1).strip())
                .toList();

        assertThat(lines)
                .hasSizeGreaterThan(7)
                .allSatisfy(line -> assertThatCode(() -> parse(line)).as(line).doesNotThrowAnyException());
    }

    private static void parse(String line) {
        List<String> words = List.of(line.split(" +"));
        CommandLine.ParseResult unused =
                Reco.commandLine().parseArgs(words.subList(1, words.size()).toArray(String[]::new));
    }
}
