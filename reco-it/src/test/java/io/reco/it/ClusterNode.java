package io.reco.it;

import java.util.ArrayList;
import java.util.List;

/**
 * A process of a Valkey cluster, by its line of {@code CLUSTER NODES}.
 *
 * @param address its machine's address and its own port
 * @param primary the id of whom it copies; {@code "-"} for a primary
 * @param slots empty for one that has none
 */
record ClusterNode(String id, String address, boolean isMyself, String flags, String primary, String slots) {

    private static ClusterNode of(String line) {
        String[] fields = line.split(" ", 9);
        return new ClusterNode(
                fields[0],
                fields[1].replaceAll("@.*", ""),
                fields[2].startsWith("myself,"),
                fields[2].replace("myself,", ""),
                fields[3],
                fields.length > 8 ? fields[8] : "");
    }

    /**
     * All processes, as the first one of a machine sees them.
     *
     * @param options of {@code valkey-cli}
     */
    static List<ClusterNode> seenBy(Compose cluster, String service, String... options) {
        List<String> command = new ArrayList<>(List.of("valkey-cli", "-p", "7001"));
        command.addAll(List.of(options));
        command.addAll(List.of("cluster", "nodes"));
        return cluster.exec(service, command.toArray(String[]::new))
                .lines()
                .map(ClusterNode::of)
                .toList();
    }

    String machine() {
        return address.replaceAll(":.*", "");
    }

    String port() {
        return address.replaceAll(".*:", "");
    }

    boolean isPrimary() {
        return flags.equals("master") && !slots.isEmpty();
    }

    /** Its own id, or its primary's. */
    String shard() {
        return isPrimary() ? id : primary;
    }
}
