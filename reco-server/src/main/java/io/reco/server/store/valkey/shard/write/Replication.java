package io.reco.server.store.valkey.shard.write;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.reco.server.store.valkey.shard.node.Address;
import io.reco.server.store.valkey.shard.node.Command;

/**
 * What a process says of its replication: the answer to {@code INFO replication}.
 *
 * @param id of the history that it writes; another one after each change of its role
 * @param offset how much it has written of that
 * @param copied how much of that each of its replicas that are connected and not just being filled has confirmed
 */
public record Replication(boolean primary, String id, long offset, Map<Address, Long> copied) {

    public static final Command QUESTION = Command.of("INFO", "replication");

    /** Of an answer to {@link #QUESTION}. */
    public static Replication of(List<Object> answer) {
        Map<String, String> values = values(new String((byte[]) answer.get(0), ISO_8859_1));
        Map<Address, Long> copied = new HashMap<>();
        int number = 0;
        for (String replica = values.get("slave0"); replica != null; replica = values.get("slave" + number)) {
            putReplica(replica, copied);
            number++;
        }
        return new Replication(
                "master".equals(values.get("role")),
                values.getOrDefault("master_replid", ""),
                Long.parseLong(values.getOrDefault("master_repl_offset", "-1")),
                Map.copyOf(copied));
    }

    private static Map<String, String> values(String text) {
        Map<String, String> values = new HashMap<>();
        text.lines().forEach(line -> put(line, ':', values));
        return values;
    }

    private static void putReplica(String text, Map<Address, Long> copied) {
        Map<String, String> values = new HashMap<>();
        for (String pair : text.split(",", -1)) {
            put(pair, '=', values);
        }
        if ("online".equals(values.get("state"))) {
            Address address = Address.of(values.get("ip") + ":" + values.get("port"));
            copied.put(address, Long.parseLong(values.getOrDefault("offset", "-1")));
        }
    }

    private static void put(String pair, char between, Map<String, String> values) {
        int at = pair.indexOf(between);
        if (at > 0) {
            values.put(pair.substring(0, at), pair.substring(at + 1));
        }
    }

    /** Whether a replica has confirmed what was written until then. */
    boolean has(Address replica, long written) {
        return copied.getOrDefault(replica, -1L) >= written;
    }
}
