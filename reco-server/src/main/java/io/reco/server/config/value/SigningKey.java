package io.reco.server.config.value;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

import io.reco.server.config.Form;
import io.reco.server.files.PrivateFiles;

/** One key of exposure tokens. Its text never shows the secret. */
public record SigningKey(String id, SecretKey secret) {

    private static final int SECRET_BYTES_MIN = 16;
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,32}");
    private static final String EXPECTED = "ID:BASE64 with an id of its own of 1..32 letters, digits, _ or -"
            + " and at least " + SECRET_BYTES_MIN + " bytes of base64";

    /** How a list of keys is written. Empty text is an empty list. */
    public static Form<List<SigningKey>> list() {
        return Form.of("ID:BASE64,…", SigningKey::parse).shownBy(keys -> keys.isEmpty() ? "" : keys.toString());
    }

    /** The keys of a file: one a line; lines that are blank or begin with # are none. Empty when a fault was told. */
    public static Optional<List<SigningKey>> read(Path file, Form.Faults faults) {
        if (PrivateFiles.isOpenToOthers(file)) {
            faults.add(file, PrivateFiles.EXPECTED);
            return Optional.empty();
        }
        List<String> lines;
        try {
            lines = Files.readAllLines(file).stream()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    .toList();
        } catch (IOException e) {
            faults.add(file, "a file of keys that can be read");
            return Optional.empty();
        }
        if (lines.isEmpty()) {
            faults.add(file, "a file with at least one key");
            return Optional.empty();
        }
        return parse(String.join(",", lines), (value, expected) -> faults.add(file + ": " + value, expected));
    }

    private static Optional<List<SigningKey>> parse(String text, Form.Faults faults) {
        List<SigningKey> keys = new ArrayList<>();
        if (text.isEmpty()) {
            return Optional.of(keys);
        }
        Set<String> ids = new HashSet<>();
        String[] parts = text.split(",", -1);
        for (int i = 0; i < parts.length; i++) {
            String[] idAndSecret = parts[i].strip().split(":", 2);
            String id = idAndSecret[0];
            byte[] secret = idAndSecret.length == 2 ? decode(idAndSecret[1]) : new byte[0];
            if (!ID.matcher(id).matches() || secret.length < SECRET_BYTES_MIN || !ids.add(id)) {
                faults.add("key " + (i + 1) + " of " + parts.length, EXPECTED);
            } else {
                keys.add(new SigningKey(id, new SecretKeySpec(secret, "HmacSHA256")));
            }
        }
        return Optional.of(keys).filter(all -> all.size() == parts.length);
    }

    /** Of standard or URL-safe base64; empty when it is neither. */
    private static byte[] decode(String base64) {
        try {
            return Base64.getDecoder().decode(base64.replace('-', '+').replace('_', '/'));
        } catch (IllegalArgumentException e) {
            return new byte[0];
        }
    }

    @Override
    public String toString() {
        return id + ":***";
    }
}
