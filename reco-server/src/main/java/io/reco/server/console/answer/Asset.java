package io.reco.server.console.answer;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import com.google.common.hash.Hashing;

/**
 * A file that pages load. Its address names its content, so browsers keep it for good and ask anew once it is another.
 *
 * @param type for {@code Content-Type}
 * @param bytes what it holds
 * @param version names that
 */
@SuppressWarnings("ArrayRecordComponent") // bytes on their way to a browser
record Asset(String type, byte[] bytes, String version) {

    private static final String SCRIPT = "text/javascript; charset=utf-8";
    private static final Map<String, String> TYPES = Map.of(
            "console.css", "text/css; charset=utf-8",
            "icon.svg", "image/svg+xml",
            "console.js", SCRIPT,
            "htmx.min.js", SCRIPT,
            "sse.js", SCRIPT);
    private static final int VERSION_LENGTH = 12;
    private static final Map<String, Asset> LOADED = new ConcurrentHashMap<>();

    static Optional<Asset> find(String name) {
        return TYPES.containsKey(name) ? Optional.of(LOADED.computeIfAbsent(name, Asset::load)) : Optional.empty();
    }

    private static Asset load(String name) {
        try (InputStream in = Asset.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is not beside its class (expected: put there by the build)");
            }
            byte[] bytes = in.readAllBytes();
            String version = Hashing.sha256().hashBytes(bytes).toString().substring(0, VERSION_LENGTH);
            return new Asset(TYPES.getOrDefault(name, ""), bytes, version);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where it is. */
    static String address(String name) {
        return "static/" + name + "?v=" + find(name).orElseThrow().version();
    }
}
