package io.reco.server.store.valkey.layout;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

import io.reco.server.store.valkey.shard.Library;
import io.reco.server.store.valkey.shard.Step;

/** The functions of {@code functions.lua}, where their keys, arguments and answers are described. */
public final class Functions {

    /** Another library, with other functions' names, from the first change on that an older server would not understand. */
    private static final String LIBRARY = "reco2";

    private Functions() {}

    /** What a server of the cluster has to know. */
    public static Library library() {
        try (InputStream source = Functions.class.getResourceAsStream("functions.lua")) {
            if (source == null) {
                throw new IllegalStateException("functions.lua is not among the classes");
            }
            return new Library(LIBRARY, new String(source.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A call of a function. */
    public static Step step(String function, List<byte[]> keys, Arguments arguments) {
        return new Step(LIBRARY + '_' + function, keys, arguments.all());
    }
}
