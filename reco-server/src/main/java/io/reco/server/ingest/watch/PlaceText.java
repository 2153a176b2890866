package io.reco.server.ingest.watch;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

import io.reco.server.domain.IdKeys;
import io.reco.server.store.log.Mark;
import io.reco.server.store.log.Positions;

/** Places in a store's log as texts that mean nothing to others; none can be made up, nor be taken from another store. */
final class PlaceText {

    /** Far above those of any store. */
    private static final int CHARS_MAX = 2_000;

    private final IdKeys keys;

    /** Of the log of the store with these keys. */
    PlaceText(IdKeys keys) {
        this.keys = keys;
    }

    String of(Positions place) {
        byte[] marks = marks(place);
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        try (DataOutputStream bytes = new DataOutputStream(text)) {
            bytes.writeLong(check(marks));
            bytes.write(marks);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.toByteArray());
    }

    private static byte[] marks(Positions place) {
        ByteArrayOutputStream marks = new ByteArrayOutputStream();
        try (DataOutputStream bytes = new DataOutputStream(marks)) {
            for (Mark mark : place.marks()) {
                bytes.writeInt(mark.partition());
                bytes.writeLong(mark.position());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return marks.toByteArray();
    }

    /** Under the store's secret. */
    private long check(byte[] marks) {
        return keys.ofReader("place in the log " + Base64.getEncoder().encodeToString(marks));
    }

    /** The place that a text names; empty when it is none of this store's. */
    Optional<Positions> parse(String text) {
        if (text.length() > CHARS_MAX) {
            return Optional.empty();
        }
        try (DataInputStream bytes = new DataInputStream(
                new ByteArrayInputStream(Base64.getUrlDecoder().decode(text)))) {
            long check = bytes.readLong();
            byte[] marks = bytes.readAllBytes();
            if (check != check(marks)) {
                return Optional.empty();
            }
            Positions place = Positions.of(marksIn(marks));
            return Arrays.equals(marks(place), marks) ? Optional.of(place) : Optional.empty();
        } catch (IllegalArgumentException | IOException noPlace) {
            return Optional.empty();
        }
    }

    private static List<Mark> marksIn(byte[] bytes) throws IOException {
        List<Mark> marks = new ArrayList<>();
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            while (in.available() > 0) {
                marks.add(new Mark(in.readInt(), in.readLong()));
            }
        }
        return marks;
    }
}
