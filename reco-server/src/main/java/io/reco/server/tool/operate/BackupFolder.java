package io.reco.server.tool.operate;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** A backup on disk, as its list of files says that it is. */
final class BackupFolder {

    /** Lines of {@code sha256 size path}, after one of {@code position N}. */
    static final String LIST = "reco-backup";

    private static final int PARTS = 3;

    private final Path folder;
    private final List<ListedFile> files;

    private record ListedFile(String sha256, long size, String path) {}

    private BackupFolder(Path folder, List<ListedFile> files) {
        this.folder = folder;
        this.files = files;
    }

    /** Whether a backup was written to its end there: its list comes last. */
    static boolean isBackup(Path folder) {
        return Files.isRegularFile(folder.resolve(LIST));
    }

    /**
     * A backup that has been read through and is whole.
     *
     * @throws IOException naming what is missing or is not as listed
     */
    static BackupFolder check(Path folder) throws IOException {
        Path list = folder.resolve(LIST);
        List<ListedFile> files = new ArrayList<>();
        for (String line : Files.readAllLines(list)) {
            if (!line.startsWith("position ")) {
                files.add(listed(list, line));
            }
        }
        for (ListedFile file : files) {
            checkFile(folder.resolve(file.path()), file);
        }
        return new BackupFolder(folder, files);
    }

    private static ListedFile listed(Path list, String line) throws IOException {
        String[] parts = line.split(" ", PARTS);
        try {
            if (parts.length == PARTS && isInside(parts[2])) {
                return new ListedFile(parts[0], Long.parseLong(parts[1]), parts[2]);
            }
        } catch (NumberFormatException e) {
            // Told below.
        }
        throw new IOException(list + ": " + line + " (expected: checksum, size and path)");
    }

    private static boolean isInside(String path) {
        return !path.startsWith("/")
                && Arrays.stream(path.split("/", -1))
                        .noneMatch(part -> List.of("", ".", "..").contains(part));
    }

    private static void checkFile(Path path, ListedFile listed) throws IOException {
        if (!Files.isRegularFile(path) || Files.size(path) != listed.size()) {
            throw new IOException(path + ": not as listed (expected: " + listed.size() + " bytes)");
        }
        MessageDigest digest = sha256();
        try (InputStream bytes = new DigestInputStream(Files.newInputStream(path), digest)) {
            bytes.transferTo(OutputStream.nullOutputStream());
        }
        if (!HexFormat.of().formatHex(digest.digest()).equals(listed.sha256())) {
            throw new IOException(path + ": not as listed (expected: checksum " + listed.sha256() + ")");
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java has it
        }
    }

    int size() {
        return files.size();
    }

    /** Copies all listed files into a folder that is empty, or not there, for its owner alone. */
    void copyTo(Path store) throws IOException {
        Files.createDirectories(store.toAbsolutePath().normalize(), ownersOnly(store));
        for (ListedFile file : files) {
            Path into = store.resolve(file.path()).toAbsolutePath().normalize();
            Files.createDirectories(into.getParent(), ownersOnly(store));
            Files.copy(folder.resolve(file.path()), into, StandardCopyOption.COPY_ATTRIBUTES);
        }
    }

    /** Whether there is nothing in a folder, or no such folder. */
    static boolean isEmpty(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return !Files.exists(folder);
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.findAny().isEmpty();
        }
    }

    private static FileAttribute<?>[] ownersOnly(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
                }
                : new FileAttribute<?>[0];
    }
}
