package io.reco.server.tool.console;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Set;
import java.util.function.UnaryOperator;

import io.reco.server.csv.BadRow;
import io.reco.server.csv.CsvFile;
import io.reco.server.csv.CsvFile.BadRowReader;
import io.reco.server.csv.CsvFile.Columns;
import io.reco.server.csv.CsvFile.RowReader;

/** A file that a command reads more than once. What is no regular file, such as a pipe, is first kept in a temporary one. */
public final class InputFile implements AutoCloseable {

    private final String name;
    private final Path content;
    private final boolean temporary;

    private InputFile(String name, Path content, boolean temporary) {
        this.name = name;
        this.content = content;
        this.temporary = temporary;
    }

    /**
     * A file that can be read more than once; of a pipe or the like a copy is made first.
     *
     * @throws IOException when there is nothing that can be read
     */
    public static InputFile of(Path given) throws IOException {
        if (Files.isDirectory(given) || !Files.isReadable(given)) {
            throw new IOException(given + ": not there (expected: a file or a pipe that can be read)");
        }
        if (Files.isRegularFile(given)) {
            return new InputFile(given.toString(), given, false);
        }
        Path kept = Files.createTempFile("reco-import-", ".csv");
        kept.toFile().deleteOnExit();
        try (InputStream bytes = new FileInputStream(given.toFile())) {
            Files.copy(bytes, kept, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new IOException(given + ": could not be kept in a temporary file", e);
        }
        return new InputFile(given.toString(), kept, true);
    }

    /** As it was given. */
    public String name() {
        return name;
    }

    /** On disk. */
    public long bytes() throws IOException {
        return Files.size(content);
    }

    /**
     * The columns that it has.
     *
     * @throws BadRow when its header is not as expected
     */
    public Set<String> columns(Columns expected) throws IOException, BadRow {
        try (CsvFile csv = open(expected, UnaryOperator.identity())) {
            return Set.copyOf(csv.columns());
        }
    }

    /** Reads all rows; {@code watched} sees the bytes pass as they are on disk. */
    public void read(Columns expected, RowReader good, BadRowReader bad, UnaryOperator<InputStream> watched)
            throws IOException {
        try (CsvFile csv = open(expected, watched)) {
            csv.read(good, bad);
        } catch (BadRow e) {
            throw new IOException(name + ":1: changed while it was read: " + e.getMessage(), e);
        }
    }

    /** Reads all rows to know what is in the file, before anything of it is sent; a failure says so. */
    public void survey(Columns expected, RowReader good, BadRowReader bad, UnaryOperator<InputStream> watched)
            throws IOException {
        try {
            read(expected, good, bad, watched);
        } catch (IOException e) {
            throw new IOException(e.getMessage() + " (nothing was sent)", e.getCause());
        }
    }

    private CsvFile open(Columns expected, UnaryOperator<InputStream> watched) throws IOException, BadRow {
        return CsvFile.open(name, watched.apply(Files.newInputStream(content)), expected);
    }

    @Override
    public void close() throws IOException {
        if (temporary) {
            Files.deleteIfExists(content);
        }
    }
}
