package io.reco.server.store.rocksdb.files;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The list of a store's tables: {@code CURRENT} names it. It is written anew whenever the tables change and flushed before
 * {@code CURRENT} names it, so it is whole to its last byte, whatever happened.
 */
public final class Manifest {

    private static final String CURRENT = "CURRENT";
    private static final String NAME = "MANIFEST-\\d{6,}";

    private Manifest() {}

    /** Whether there is a store, or was one: something in the directory is worth not to be taken for none. */
    public static boolean anyStore(Path directory) throws IOException {
        if (Files.exists(directory.resolve(CURRENT)) || Files.exists(directory.resolve(Witness.NAME))) {
            return true;
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.anyMatch(Manifest::holdsData);
        }
    }

    /** A manifest alone, or an empty log, is what a first opening leaves that did not come to its end. */
    private static boolean holdsData(Path file) {
        String name = file.getFileName().toString();
        try {
            return name.endsWith(".sst") || (name.matches("\\d{6,}\\.log") && Files.size(file) > 0);
        } catch (IOException e) {
            return true;
        }
    }

    /** The name of the one in use; empty when {@code CURRENT} says none. */
    public static String name(Path directory) throws IOException {
        Path current = directory.resolve(CURRENT);
        if (!Files.isRegularFile(current)) {
            return "";
        }
        String text = new String(Files.readAllBytes(current), StandardCharsets.ISO_8859_1);
        return text.matches(NAME + "\n") ? text.strip() : "";
    }

    /** What is wrong with it, or with {@code CURRENT}. */
    public static Optional<Fault> fault(Path directory, Witness.Account witness) throws IOException {
        Path current = directory.resolve(CURRENT);
        if (!Files.isRegularFile(current)) {
            return Optional.of(new Fault(current, "is missing"));
        }
        String name = name(directory);
        if (name.isEmpty() || !Files.isRegularFile(directory.resolve(name))) {
            String what = name.isEmpty() ? "names no manifest" : "names " + name + ", which is missing";
            return Optional.of(new Fault(current, what));
        }
        Path file = directory.resolve(name);
        LogFile.Reading reading = LogFile.read(file, (offset, head) -> "");
        if (reading.rest() != LogFile.Rest.NOTHING || reading.bytes() == 0) {
            return Optional.of(new Fault(file, reading.bytes() == 0 ? "is empty" : reading.what()));
        }
        if (name.equals(witness.manifest()) && reading.bytes() < witness.manifestBytes()) {
            return Optional.of(new Fault(file, "has " + reading.bytes() + " bytes of " + witness.manifestBytes()));
        }
        return Optional.empty();
    }

    /** The manifests that are there, the newest last. */
    public static List<Path> all(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.getFileName().toString().matches(NAME))
                    .sorted()
                    .toList();
        }
    }
}
