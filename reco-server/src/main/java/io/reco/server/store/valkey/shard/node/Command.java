package io.reco.server.store.valkey.shard.node;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayList;
import java.util.List;

/** What a process is asked to do. */
public record Command(String name, List<byte[]> arguments) {

    /** One whose arguments are plain ASCII. */
    public static Command of(String name, Object... arguments) {
        List<byte[]> bytes = new ArrayList<>(arguments.length);
        for (Object argument : arguments) {
            bytes.add(argument.toString().getBytes(ISO_8859_1));
        }
        return new Command(name, bytes);
    }
}
