package io.reco.server.files;

import java.io.IOException;
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
        FileAttribute<?>[] rights = hasRights(whole)
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNERS)}
                : new FileAttribute<?>[0];
        Files.createDirectories(whole, rights);
    }

    private static boolean hasRights(Path file) {
        return file.getFileSystem().supportedFileAttributeViews().contains("posix");
    }
}
