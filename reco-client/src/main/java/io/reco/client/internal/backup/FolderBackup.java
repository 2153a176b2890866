package io.reco.client.internal.backup;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

import io.reco.client.operations.BackupResult;
import io.reco.client.operations.BackupSink;

/**
 * A backup as a folder that nobody but its owner may look into. Its last file is a list of all others with their checksums: a
 * folder without it is no whole backup.
 */
public final class FolderBackup implements BackupSink {
    /** Lines of {@code sha256 size path}, after one of {@code position N}. */
    public static final String LIST = "reco-backup";

    private static final String FOLDER_RIGHTS = "rwx------";
    private static final String FILE_RIGHTS = "rw-------";

    private final Path folder;
    /** Folders that were made for it, the innermost first. */
    private final List<Path> made;

    private final List<String> lines = new ArrayList<>();

    private FolderBackup(Path folder, List<Path> made) {
        this.folder = folder;
        this.made = made;
    }

    /**
     * Makes the folder, or takes one that is empty.
     *
     * @throws IllegalArgumentException when there is something in it
     * @throws UncheckedIOException when it cannot be made
     */
    public static FolderBackup begin(Path folder) {
        List<Path> made = missing(folder);
        try {
            if (made.isEmpty()) {
                requireEmpty(folder);
                if (isPosix(folder)) {
                    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString(FOLDER_RIGHTS));
                }
            } else {
                Files.createDirectories(folder.toAbsolutePath().normalize(), rights(folder, FOLDER_RIGHTS));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("folder: " + folder + " (expected: a folder that can be made)", e);
        }
        return new FolderBackup(folder, made);
    }

    /** The folders that are to be made, the innermost first. */
    private static List<Path> missing(Path folder) {
        List<Path> missing = new ArrayList<>();
        for (Path path = folder.toAbsolutePath().normalize();
                path != null && !Files.exists(path);
                path = path.getParent()) {
            missing.add(path);
        }
        return missing;
    }

    /** Takes away what was made for it and is empty still; what was written stays, to be looked at. */
    public void abandon() {
        try {
            for (Path path : made) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            // There is something in it.
        }
    }

    private static void requireEmpty(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new IllegalArgumentException("folder: " + folder + " (expected: an empty folder, or none)");
        }
        try (var entries = Files.list(folder)) {
            if (entries.findAny().isPresent()) {
                throw new IllegalArgumentException("folder: " + folder + " (expected: an empty folder, or none)");
            }
        }
    }

    private static boolean isPosix(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    private static FileAttribute<?>[] rights(Path path, String rights) {
        return isPosix(path)
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(rights))}
                : new FileAttribute<?>[0];
    }

    @Override
    public OutputStream open(String path) throws IOException {
        Path file = folder.resolve(path);
        Files.createDirectories(file.toAbsolutePath().normalize().getParent(), rights(file, FOLDER_RIGHTS));
        return new ListedFile(created(file), path);
    }

    private static OutputStream created(Path file) throws IOException {
        Files.createFile(file, rights(file, FILE_RIGHTS));
        return Files.newOutputStream(file, StandardOpenOption.WRITE);
    }

    /** Writes the list, which makes the backup whole. */
    public BackupResult complete(BackupResult result) {
        StringBuilder list =
                new StringBuilder("position ").append(result.position()).append('\n');
        lines.forEach(line -> list.append(line).append('\n'));
        Path begun = folder.resolve(LIST + ".begun");
        try {
            try (OutputStream out = created(begun)) {
                out.write(list.toString().getBytes(UTF_8));
            }
            Files.move(begun, folder.resolve(LIST), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("folder: " + folder + " (expected: one that can be written to)", e);
        }
        return result;
    }

    /** A file that is put on the list when it is closed. */
    private final class ListedFile extends FilterOutputStream {
        private final String path;
        private final MessageDigest digest = sha256();
        private long size;
        private boolean closed;

        ListedFile(OutputStream file, String path) {
            super(file);
            this.path = path;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
            digest.update(bytes, offset, length);
            size += length;
        }

        @Override
        public void close() throws IOException {
            super.close();
            if (!closed) {
                closed = true;
                lines.add(HexFormat.of().formatHex(digest.digest()) + " " + size + " " + path);
            }
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java has it
        }
    }
}
