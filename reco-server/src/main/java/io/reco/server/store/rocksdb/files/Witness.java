package io.reco.server.store.rocksdb.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.zip.CRC32C;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A small file beside RocksDB's own that says how far the store had come, so that an end that is missing is seen: a log that was
 * cut between two records, or is not there at all, looks whole. It is overwritten after each flush and is not flushed itself:
 * after a loss of power it may say less than there is, never more.
 */
public final class Witness implements AutoCloseable {

    /**
     * What it says.
     *
     * @param confirmed number of the newest change that was confirmed to be on disk; 0 for none
     * @param manifest name of the manifest at that time; empty when not known
     * @param manifestBytes its size
     */
    public record Account(long confirmed, String manifest, long manifestBytes) {

        public static final Account NONE = new Account(0, "", 0);
    }

    public static final String NAME = "WITNESS";

    private static final Logger log = LoggerFactory.getLogger(Witness.class);
    /** A sector, which a disk writes whole or not at all. */
    private static final int BYTES = 512;

    private static final int PARTS = 4;

    private final FileChannel file;
    private Account last = Account.NONE;

    private Witness(FileChannel file) {
        this.file = file;
    }

    /** Opens it to be written; null when the disk takes none, which is no reason not to open a store. */
    public static Optional<Witness> open(Path directory) {
        try {
            return Optional.of(new Witness(
                    FileChannel.open(directory.resolve(NAME), StandardOpenOption.CREATE, StandardOpenOption.WRITE)));
        } catch (IOException e) {
            log.warn("{} cannot be written, an end of the log that goes missing would not be seen", NAME, e);
            return Optional.empty();
        }
    }

    /** What it says in a directory; nothing, after a line, where something is wrong with it. */
    public static Account read(Path directory) throws IOException {
        Optional<Fault> fault = fault(directory);
        fault.ifPresent(told -> log.warn("{}", told));
        return account(directory.resolve(NAME)).orElse(Account.NONE);
    }

    /** That it is missing where there is a store, or damaged itself. */
    public static Optional<Fault> fault(Path directory) throws IOException {
        Path file = directory.resolve(NAME);
        boolean there = Files.exists(file);
        if (there ? account(file).isPresent() : !Files.exists(directory.resolve("CURRENT"))) {
            return Optional.empty();
        }
        return Optional.of(new Fault(
                file,
                (there ? "damaged" : "missing")
                        + ", so whether the end of the log is missing cannot be said this time"));
    }

    private static Optional<Account> account(Path file) throws IOException {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        String[] parts = new String(Files.readAllBytes(file), StandardCharsets.US_ASCII)
                .strip()
                .split(" ");
        try {
            if (parts.length == PARTS) {
                Account account = new Account(Long.parseLong(parts[0]), parts[1], Long.parseLong(parts[2]));
                return text(account).equals(String.join(" ", parts)) ? Optional.of(account) : Optional.empty();
            }
        } catch (NumberFormatException e) {
            // damaged
        }
        return Optional.empty();
    }

    /** Writes what it says from now on, if that is something else. */
    public synchronized void write(Account account) {
        if (account.equals(last)) {
            return;
        }
        byte[] text = text(account).getBytes(StandardCharsets.US_ASCII);
        ByteBuffer sector = ByteBuffer.allocate(BYTES);
        sector.put(text);
        while (sector.hasRemaining()) {
            sector.put((byte) (sector.remaining() == 1 ? '\n' : ' '));
        }
        try {
            file.write(sector.flip(), 0);
            last = account;
        } catch (IOException e) {
            log.debug("{} not written", NAME, e); // what it says less is no damage
        }
    }

    private static String text(Account account) {
        String text = account.confirmed() + " " + account.manifest() + " " + account.manifestBytes();
        CRC32C crc = new CRC32C();
        crc.update(text.getBytes(StandardCharsets.US_ASCII));
        return text + " " + Long.toHexString(crc.getValue());
    }

    @Override
    public synchronized void close() {
        try {
            file.close();
        } catch (IOException e) {
            log.debug("{} not closed", NAME, e);
        }
    }
}
