package io.reco.server.config;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

import io.reco.server.domain.refusal.Refusal.Violation;

/**
 * A file of Java properties, in UTF-8, which says of every entry on which line it begins. The JDK reads each entry; only where
 * an entry begins and ends is decided here.
 *
 * @param entries in the order of the file, repeated keys included
 * @param faults what could not be read
 */
record ConfigFile(List<Entry> entries, List<Violation> faults) {

    /** @param place {@code file:line}, where it begins */
    record Entry(String key, String value, String place) {}

    /** {@link IOException} when the file cannot be read, or is no UTF-8. */
    static ConfigFile read(Path path) throws IOException {
        ConfigFile file = new ConfigFile(new ArrayList<>(), new ArrayList<>());
        StringBuilder entry = new StringBuilder();
        int number = 0;
        int begin = 0;
        for (String line : text(path).split("\r\n|\r|\n", -1)) {
            number++;
            if (entry.isEmpty()) {
                if (isBlankOrComment(line)) {
                    continue;
                }
                begin = number;
            }
            entry.append(line).append('\n');
            if (!continues(line)) {
                file.add(entry.toString(), path + ":" + begin);
                entry.setLength(0);
            }
        }
        if (!entry.isEmpty()) {
            file.add(entry.toString(), path + ":" + begin);
        }
        return file;
    }

    /** Without what some editors begin a file with. */
    private static String text(Path path) throws IOException {
        String text = Files.readString(path);
        return text.startsWith("\ufeff") ? text.substring(1) : text;
    }

    private void add(String entry, String place) throws IOException {
        Properties properties = new Properties();
        try {
            properties.load(new StringReader(entry));
        } catch (IllegalArgumentException e) {
            // Its text stays unsaid: it may hold a secret.
            faults.add(Violation.of(place, "a \\u without four hexadecimal digits", "KEY=VALUE as in Java properties"));
        }
        properties.forEach((key, value) -> entries.add(new Entry(key.toString(), value.toString(), place)));
    }

    private static boolean isBlankOrComment(String line) {
        String text = line.stripLeading();
        return text.isEmpty() || text.startsWith("#") || text.startsWith("!");
    }

    /** Whether a backslash that no other one escapes stands at the end. */
    private static boolean continues(String line) {
        int end = line.length();
        while (end > 0 && line.charAt(end - 1) == '\\') {
            end--;
        }
        return (line.length() - end) % 2 == 1;
    }
}
