package io.reco.server.access.token;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import io.reco.server.access.Caller;
import io.reco.server.access.Role;
import io.reco.server.access.file.AccessFile;

/**
 * The tokens that a file names, one a line: {@code name:sha256:roles}, a name for operators, the SHA-256 of the token in
 * hexadecimal, and roles with commas between them. Two lines may have one name, so that a token can be changed for another
 * without a gap.
 *
 * <p>Plain SHA-256 is right here, where it would be wrong for passwords: a token holds 256 bits of chance, which nobody tries
 * out however fast a hash is, and a slow one would be work that strangers can ask for.
 */
public final class Tokens {

    /** So many are compared with every call. */
    private static final int TOKENS_MAX = 1_000;

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._@-]{1,64}");
    private static final Pattern HASH = Pattern.compile("[0-9A-Fa-f]{64}");
    private static final String EXPECTED =
            "name:sha256:roles, with a name of 1..64 letters, digits, '.', '_', '@' or '-', 64 hexadecimal digits, and roles of "
                    + Role.texts();

    private final List<Entry> entries;
    private final List<byte[]> hashes;

    private Tokens(List<Entry> entries) {
        this.entries = List.copyOf(entries);
        this.hashes = entries.stream()
                .map(entry -> HexFormat.of().parseHex(entry.hash()))
                .toList();
    }

    private record Entry(Caller caller, String hash) {}

    /** What a file's text names; empty when a fault was told. */
    public static Optional<Tokens> parse(String text, AccessFile.Faults faults) {
        List<Entry> entries = new ArrayList<>();
        Set<String> hashes = new HashSet<>();
        for (AccessFile.Line line : AccessFile.lines(text)) {
            String place = Integer.toString(line.number());
            Optional<Entry> entry = entry(line.text());
            if (entry.isEmpty()) {
                faults.add(place, EXPECTED);
            } else if (!hashes.add(entry.get().hash())) {
                faults.add(place, "each token once");
            } else {
                entries.add(entry.get());
            }
        }
        if (entries.size() > TOKENS_MAX) {
            faults.add("", "at most " + TOKENS_MAX + " tokens");
        }
        return Optional.of(new Tokens(entries));
    }

    private static Optional<Entry> entry(String line) {
        String[] parts = line.split(":", -1);
        if (parts.length != 3
                || !NAME.matcher(parts[0]).matches()
                || !HASH.matcher(parts[1]).matches()) {
            return Optional.empty();
        }
        String hash = HexFormat.of().formatHex(HexFormat.of().parseHex(parts[1]));
        return Role.list(parts[2]).map(roles -> new Entry(Caller.withRoles(parts[0], roles), hash));
    }

    /** Whether a token may have this name. */
    public static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    /** Whether one of them has this name. */
    boolean hasName(String name) {
        return entries.stream().anyMatch(entry -> entry.caller().name().equals(name));
    }

    /** The line of a file that lets a token in. */
    static String line(String name, String token, Set<Role> roles) {
        List<String> words = EnumSet.copyOf(roles).stream().map(Role::text).toList();
        return name + ":" + HexFormat.of().formatHex(sha256(token)) + ":" + String.join(",", words);
    }

    /** How many there are. */
    public int count() {
        return entries.size();
    }

    /** Whose token this is. All are compared, whichever it is, so that the time it takes says nothing. */
    public Optional<Caller> caller(String token) {
        byte[] hash = sha256(token);
        @Nullable Caller found = null;
        for (int i = 0; i < hashes.size(); i++) {
            if (MessageDigest.isEqual(hash, hashes.get(i))) {
                found = entries.get(i).caller();
            }
        }
        return Optional.ofNullable(found);
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Tokens tokens && entries.equals(tokens.entries);
    }

    @Override
    public int hashCode() {
        return entries.hashCode();
    }
}
