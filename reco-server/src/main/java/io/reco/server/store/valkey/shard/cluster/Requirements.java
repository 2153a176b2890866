package io.reco.server.store.valkey.shard.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.reco.server.store.StoreException;
import io.reco.server.store.valkey.shard.node.Address;
import io.reco.server.store.valkey.shard.node.Command;
import io.reco.server.store.valkey.shard.node.NodeFailure;
import io.reco.server.store.valkey.shard.node.Wires;
import io.reco.server.store.valkey.shard.topology.ClusterView;
import io.reco.server.store.valkey.shard.write.Replication;

/** What a cluster needs so that nothing acknowledged is lost; {@code valkey.conf} says why, setting by setting. */
final class Requirements {

    private static final Logger log = LoggerFactory.getLogger(Requirements.class);

    private static final int NODE_TIMEOUT_MIN_MS = 500;
    private static final int NODE_TIMEOUT_MAX_MS = 5_000;
    private static final int REPLICAS_MIN = 2;
    private static final int FUNCTIONS_SINCE = 7;
    private static final int ANSWER_SECONDS = 2;

    /** One setting, and what it may be. */
    private record Needed(String setting, Predicate<String> good, String expected) {

        static Needed of(String setting, String... values) {
            return new Needed(setting, List.of(values)::contains, String.join(" or ", values));
        }
    }

    private static final List<Needed> SETTINGS = List.of(
            new Needed(
                    "cluster-node-timeout",
                    Requirements::isNodeTimeout,
                    NODE_TIMEOUT_MIN_MS + " to " + NODE_TIMEOUT_MAX_MS),
            Needed.of("cluster-replica-validity-factor", "1"),
            Needed.of("cluster-allow-replica-migration", "no"),
            Needed.of("cluster-allow-reads-when-down", "no"),
            Needed.of("maxmemory-policy", "noeviction"),
            Needed.of("appendonly", "yes"),
            Needed.of("appendfsync", "everysec", "always"),
            Needed.of("aof-load-truncated", "no"));

    private final Wires wires;
    private final ClusterView view;
    private final List<StoreException> lacks = new ArrayList<>();

    private Requirements(Wires wires, ClusterView view) {
        this.wires = wires;
        this.view = view;
    }

    /**
     * Asks all processes that can be reached; one that cannot be now is not asked later either.
     *
     * @param unchecked whether a cluster that lacks something is used all the same
     * @throws StoreException for the first thing that is lacking
     */
    static void check(Wires wires, ClusterView view, boolean unchecked) {
        Requirements requirements = new Requirements(wires, view);
        view.addresses().forEach(requirements::checkNode);
        view.shards().forEach(requirements::checkShard);
        List<StoreException> lacks = requirements.lacks;
        if (lacks.isEmpty()) {
            return;
        }
        if (!unchecked) {
            throw lacks.get(0);
        }
        log.warn(
                "THE STORE IS NOT SAFE: what is acknowledged can be lost. Its cluster lacks {} things: {}",
                lacks.size(),
                lacks.stream().map(Throwable::getMessage).distinct().toList());
    }

    private static boolean isNodeTimeout(String value) {
        return value.matches("\\d{1,9}")
                && Integer.parseInt(value) >= NODE_TIMEOUT_MIN_MS
                && Integer.parseInt(value) <= NODE_TIMEOUT_MAX_MS;
    }

    private void checkNode(Address node) {
        Object[] names = SETTINGS.stream().map(Needed::setting).toArray();
        Optional<List<Object>> version = ask(node, Command.of("INFO", "server"));
        if (version.isPresent() && major(text(version.get().get(0))) < FUNCTIONS_SINCE) {
            lacks.add(StoreException.of(
                    node + ": without functions", "Valkey, or another server of version 7 or later", null));
            return;
        }
        Command question = Command.of("CONFIG", "GET");
        List<byte[]> arguments = new ArrayList<>(question.arguments());
        arguments.addAll(Command.of("", names).arguments());
        ask(node, new Command(question.name(), arguments)).ifPresent(answer -> compare(node, answer));
    }

    private static int major(String info) {
        return info.lines()
                .filter(line -> line.startsWith("redis_version:"))
                .map(line -> line.replaceFirst("redis_version:(\\d+).*", "$1"))
                .mapToInt(Integer::parseInt)
                .findFirst()
                .orElse(0);
    }

    private void compare(Address node, List<Object> answer) {
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i + 1 < answer.size(); i += 2) {
            values.put(text(answer.get(i)), text(answer.get(i + 1)));
        }
        for (Needed needed : SETTINGS) {
            String value = values.getOrDefault(needed.setting(), "not there");
            if (!needed.good().test(value)) {
                lacks.add(StoreException.of(node + ": " + needed.setting() + " " + value, needed.expected(), null));
            }
        }
    }

    private void checkShard(ClusterView.Shard shard) {
        int replicas = shard.replicas().size();
        if (replicas < REPLICAS_MIN && !view.isAnyAway()) {
            lacks.add(StoreException.of(
                    "shard " + shard.slots() + " with " + replicas + " replicas",
                    REPLICAS_MIN + " or more, so that one may be away",
                    null));
        }
        ask(shard.primary(), Replication.QUESTION).map(Replication::of).ifPresent(replication -> {
            for (Address replica : replication.copied().keySet()) {
                if (!shard.replicas().contains(replica)) {
                    lacks.add(StoreException.of(
                            shard.primary() + ": a replica that it knows as " + replica,
                            "one of " + shard.replicas() + ", as CLUSTER NODES has them; replica-announce-ip and"
                                    + " cluster-announce-ip set both",
                            null));
                }
            }
        });
    }

    /** Empty where it cannot be reached. */
    private Optional<List<Object>> ask(Address node, Command question) {
        try {
            return Optional.of(wires.to(node)
                    .thenCompose(wire -> wire.send(question))
                    .orTimeout(ANSWER_SECONDS, TimeUnit.SECONDS)
                    .join());
        } catch (CompletionException e) {
            NodeFailure failure = NodeFailure.behind(e);
            if (failure.kind() == NodeFailure.Kind.ERROR) {
                lacks.add(StoreException.of(
                        String.valueOf(failure.getMessage()),
                        "a user that may ask for " + question.name() + ", or 'unchecked'",
                        null));
            } else {
                log.warn("store node={} not checked, as it cannot be reached", node);
            }
            return Optional.empty();
        }
    }

    private static String text(Object value) {
        return new String((byte[]) value, UTF_8);
    }
}
