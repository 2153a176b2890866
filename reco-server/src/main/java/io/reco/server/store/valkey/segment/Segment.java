package io.reco.server.store.valkey.segment;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file of the log, as its name says.
 *
 * @param after its entries follow the one at this position
 * @param upTo the position of its last entry
 */
public record Segment(int partition, long after, long upTo, Path file) {

    private static final Pattern NAMED = Pattern.compile("(\\d{19})-(\\d{19})\\.segment");

    static Segment in(Path directory, int partition, long after, long upTo) {
        String name = String.format(Locale.ROOT, "%019d-%019d.segment", after, upTo);
        return new Segment(partition, after, upTo, directory.resolve(name));
    }

    /** Empty for a file of another name, such as one that is being written. */
    static Optional<Segment> of(int partition, Path file) {
        Matcher name = NAMED.matcher(file.getFileName().toString());
        return name.matches()
                ? Optional.of(
                        new Segment(partition, Long.parseLong(name.group(1)), Long.parseLong(name.group(2)), file))
                : Optional.empty();
    }

    /** Whether it has the next fact of whoever has read up to a position. */
    public boolean goesOnFrom(long at) {
        return after <= at && at < upTo;
    }

    /** Whether it has all that another one of the same partition has. */
    public boolean covers(Segment other) {
        return after <= other.after && other.upTo <= upTo;
    }
}
