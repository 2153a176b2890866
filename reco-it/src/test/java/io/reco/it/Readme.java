package io.reco.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What README and the longer pages beside it show and say. */
final class Readme {

    private static final String TEXT = read();

    private Readme() {}

    /** README first, then the pages by name. */
    static List<Path> pages() {
        Path root = WorkingTree.root();
        try (Stream<Path> pages = Files.list(root.resolve("reco-server/docs"))) {
            Stream<Path> longer =
                    pages.filter(page -> page.toString().endsWith(".md")).sorted();
            return Stream.concat(Stream.of(root.resolve("README.md")), longer).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read() {
        return pages().stream().map(Readme::text).collect(Collectors.joining("\n"));
    }

    static String text(Path page) {
        try {
            return Files.readString(page);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The fenced blocks of a language, in order. */
    static List<String> blocks(String language) {
        return fenced(language)
                .matcher(TEXT)
                .results()
                .map(block -> block.group(1))
                .toList();
    }

    /** What a sample is said to print: the block without a language that follows it. */
    static String outputAfter(String sample) {
        Matcher output = fenced("").matcher(TEXT);
        if (!output.find(TEXT.indexOf(sample) + sample.length() + "```".length())) {
            throw new IllegalArgumentException("output: none (expected: a block after " + sample + ")");
        }
        return output.group(1);
    }

    private static Pattern fenced(String language) {
        return Pattern.compile("(?ms)^```" + Pattern.quote(language) + "\n(.*?)^```$");
    }

    /** The cells of a table's rows, which begins with this line's beginning; without its head. */
    static List<List<String>> rows(String head) {
        return TEXT.lines()
                .dropWhile(line -> !line.startsWith(head))
                .skip(2)
                .takeWhile(line -> line.startsWith("|"))
                .map(line -> Arrays.stream(line.substring(1).split("(?<!\\\\)\\|", -1))
                        .map(String::strip)
                        .toList())
                .toList();
    }
}
