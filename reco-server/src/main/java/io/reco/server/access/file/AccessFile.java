package io.reco.server.access.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads a file of text whole. What is said about a bad one never holds a line of it: somebody may have pasted a secret. */
public final class AccessFile {

    /** No such file is larger. */
    public static final int BYTES_MAX = 1 << 20;

    private static final String EXPECTED = "a file that can be read, of at most 1 MiB of UTF-8";

    private AccessFile() {}

    /** Turns text into a value. */
    public interface Parser<T> {
        /** The value; or empty, when at least one fault was told. */
        Optional<T> parse(String text, Faults faults);
    }

    /** Takes in what is wrong. */
    public interface Faults {
        /** One fault: where it is, such as {@code tokens.txt:3}, and what would be right. */
        void add(String place, String expected);
    }

    /** What the file holds now; empty when at least one fault was told. */
    public static <T> Optional<T> read(Path file, Parser<T> parser, Faults faults) {
        Optional<String> text = text(file);
        if (text.isEmpty()) {
            faults.add(file.toString(), EXPECTED);
            return Optional.empty();
        }
        List<String> told = new ArrayList<>();
        Optional<T> value = parser.parse(text.get(), (place, expected) -> {
            told.add(place);
            faults.add(place.isEmpty() ? file.toString() : file + ":" + place, expected);
        });
        return told.isEmpty() ? value : Optional.empty();
    }

    /** Tells what is wrong with a file. */
    public static <T> void check(Path file, Parser<T> parser, Faults faults) {
        var unused = read(file, parser, faults);
    }

    /** Empty when it cannot be read. */
    static Optional<String> text(Path file) {
        try {
            if (!Files.isRegularFile(file) || Files.size(file) > BYTES_MAX) {
                return Optional.empty();
            }
            byte[] bytes = Files.readAllBytes(file);
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** The lines that say something, without blanks around them, and their numbers from 1 on; {@code #} begins a comment. */
    public static List<Line> lines(String text) {
        List<Line> lines = new ArrayList<>();
        int number = 0;
        for (String line : text.split("\r\n|\r|\n", -1)) {
            number++;
            String said = line.strip();
            if (!said.isEmpty() && !said.startsWith("#")) {
                lines.add(new Line(number, said));
            }
        }
        return lines;
    }

    /** One line and its number. */
    public record Line(int number, String text) {}
}
