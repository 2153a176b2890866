package io.reco.server.files;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.io.Writer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;

/**
 * Who may read what holds secrets or readers' data: its owner and, where the owner allows it, its group, which is how
 * Kubernetes hands secrets to a process that is not root. On a file system without such rights nothing is asked.
 */
public final class PrivateFiles {

    /** What is expected of a file that others can read. */
    public static final String EXPECTED = "a file that others than its owner and group cannot read: chmod 640, or 600";

    private static final Set<PosixFilePermission> OWNERS = PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> OWNERS_FILE = PosixFilePermissions.fromString("rw-------");
    private static final Set<PosixFilePermission> OTHERS = EnumSet.of(
            PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_WRITE, PosixFilePermission.OTHERS_EXECUTE);

    private PrivateFiles() {}

    /** Whether others than owner and group may read, write or enter it; of a link, what it leads to. False where it is not. */
    public static boolean isOpenToOthers(Path file) {
        if (!hasRights(file)) {
            return false;
        }
        try {
            return Files.getPosixFilePermissions(file).stream().anyMatch(OTHERS::contains);
        } catch (IOException e) {
            return false; // whoever reads it says that it cannot be read
        }
    }

    /** Makes a directory, and those above it, for their owner alone; one that is there stays as it is. */
    public static void createDirectories(Path directory) throws IOException {
        if (Files.isDirectory(directory)) {
            return;
        }
        Path whole = directory.toAbsolutePath();
        Files.createDirectories(whole, rights(whole, OWNERS));
    }

    /** Opens a file to read and write it. One that is not there is made, for its owner alone; others keep their rights. */
    public static FileChannel openOrCreate(Path file) throws IOException {
        return FileChannel.open(file, Set.of(READ, WRITE, CREATE), rights(file, OWNERS_FILE));
    }

    /** Makes a file for its owner alone; a {@link java.nio.file.FileAlreadyExistsException} where there is one. */
    public static void create(Path file, String text) throws IOException {
        try (FileChannel channel = FileChannel.open(file, Set.of(WRITE, CREATE_NEW), rights(file, OWNERS_FILE));
                Writer writer = Channels.newWriter(channel, StandardCharsets.UTF_8)) {
            writer.write(text);
        }
    }

    private static FileAttribute<?>[] rights(Path file, Set<PosixFilePermission> rights) {
        return hasRights(file)
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(rights)}
                : new FileAttribute<?>[0];
    }

    private static boolean hasRights(Path file) {
        return file.getFileSystem().supportedFileAttributeViews().contains("posix");
    }
}
