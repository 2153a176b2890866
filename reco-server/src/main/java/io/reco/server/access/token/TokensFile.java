package io.reco.server.access.token;

import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.reco.server.access.file.AccessFile;
import io.reco.server.files.PrivateFiles;

/**
 * Adds tokens to a file that a server may be reading. The line goes to the end of the file that is there, which is not
 * replaced by another: so it stays its owner's, whoever adds to it, and what a link or a mount leads to.
 */
public final class TokensFile {

    private TokensFile() {}

    /**
     * Adds a line, whole or not at all; makes the file, for its owner alone, where there is none.
     *
     * @param another whether the file may have a token of this name already
     * @return what is wrong, {@code what: value (expected: …)}, and nothing was added then; empty when it was added
     * @throws IOException when the file cannot be read or written
     */
    public static Optional<String> add(Path file, String name, NewToken token, boolean another) throws IOException {
        try (FileChannel channel = PrivateFiles.openOrCreate(file)) {
            channel.lock(); // until it is closed: two that add at once do so one after the other
            long size = channel.size();
            String text = size > AccessFile.BYTES_MAX ? "" : read(channel);
            Optional<String> fault = size > AccessFile.BYTES_MAX
                    ? Optional.of(file + " (expected: at most 1 MiB)")
                    : fault(file, text, name, another);
            if (fault.isEmpty()) {
                String begin = text.isEmpty() || text.endsWith("\n") ? "" : "\n";
                append(channel, size, begin + token.line() + "\n");
            }
            return fault;
        }
    }

    private static Optional<String> fault(Path file, String text, String name, boolean another) {
        List<String> faults = new ArrayList<>();
        Optional<Tokens> tokens = Tokens.parse(
                text, (place, expected) -> faults.add(file + ":" + place + " (expected: " + expected + ")"));
        if (faults.isEmpty() && !another && tokens.orElseThrow().hasName(name)) {
            faults.add("NAME: " + name + " (expected: a name that " + file + " does not have, or --another)");
        }
        return faults.stream().findFirst();
    }

    private static String read(FileChannel channel) throws IOException {
        return new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8);
    }

    private static void append(FileChannel channel, long end, String line) throws IOException {
        try {
            channel.position(end);
            Channels.newOutputStream(channel).write(line.getBytes(StandardCharsets.UTF_8));
            channel.force(true);
        } catch (IOException e) {
            channel.truncate(end);
            throw e;
        }
    }
}
