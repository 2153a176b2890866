package io.reco.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What README shows and says. */
final class Readme {

    private static final String TEXT = read();

    private Readme() {}

    private static String read() {
        try {
            return Files.readString(WorkingTree.root().resolve("README.md"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The fenced blocks of a language, in order. */
    static List<String> blocks(String language) {
        Matcher matcher = Pattern.compile("(?ms)^```" + Pattern.quote(language) + "\n(.*?)^```$")
                .matcher(TEXT);
        List<String> blocks = new ArrayList<>();
        while (matcher.find()) {
            blocks.add(matcher.group(1));
        }
        return blocks;
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
