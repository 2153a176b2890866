package io.reco.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The Valkey cluster of the profile {@code cluster}: three containers, each a machine of three processes. */
class ValkeyMachinesIT {

    private static final List<String> MACHINES = List.of("valkey-a", "valkey-b", "valkey-c");
    private static final String FIRST = "7001";
    private static final int KEYS = 100;
    private static final Duration ELECTED_MAX = Duration.ofSeconds(30);

    /** A line of {@code CLUSTER NODES}. */
    private record Node(String id, String address, boolean isMyself, String flags, String primary, String slots) {

        static Node of(String line) {
            String[] fields = line.split(" ", 9);
            return new Node(
                    fields[0],
                    fields[1].replaceAll("@.*", ""),
                    fields[2].startsWith("myself,"),
                    fields[2].replace("myself,", ""),
                    fields[3],
                    fields.length > 8 ? fields[8] : "");
        }

        String machine() {
            return address.replaceAll(":.*", "");
        }

        boolean isPrimary() {
            return flags.equals("master") && !slots.isEmpty();
        }

        /** Its own id, or its primary's. */
        String shard() {
            return isPrimary() ? id : primary;
        }
    }

    @Test
    @Timeout(300)
    void aMachineThatIsKilledComesBackAndOneThatIsStoppedHandsOver() {
        Compose.needed();
        try (Compose cluster = new Compose("cluster", Map.of())) {
            assertThat(cluster.runJob("valkey-form")).contains("a new cluster");
            assertThat(cluster.ps("{{.Ports}}")).doesNotContain("->");
            List<Node> formed = nodes(cluster, "valkey-a");
            isWell(formed);
            write(cluster);

            cluster.kill("valkey-b");
            await().atMost(ELECTED_MAX).until(() -> primaries(nodes(cluster, "valkey-c")) == 3);
            cluster.start("valkey-b");
            cluster.runJob("valkey-form");

            List<Node> again = nodes(cluster, "valkey-b");
            isWell(again);
            assertThat(again).extracting(Node::id).hasSameElementsAs(ids(formed));
            assertThat(written(cluster)).isEqualTo(KEYS);

            cluster.runJob("valkey-form");
            assertThat(nodes(cluster, "valkey-b")).hasSameElementsAs(again);

            // Handed over before it ends: an election would begin later.
            String stopped = machine(cluster, "valkey-c");
            cluster.run("stop", "valkey-c");
            assertThat(nodes(cluster, "valkey-b"))
                    .filteredOn(node -> node.machine().equals(stopped))
                    .hasSize(3)
                    .noneMatch(Node::isPrimary);
        }
    }

    private static List<String> ids(List<Node> nodes) {
        return nodes.stream().map(Node::id).toList();
    }

    private static List<Node> nodes(Compose cluster, String machine) {
        return cluster.exec(machine, "valkey-cli", "-p", FIRST, "cluster", "nodes")
                .lines()
                .map(Node::of)
                .toList();
    }

    /** The address of a machine, by which its processes are listed. */
    private static String machine(Compose cluster, String service) {
        return nodes(cluster, service).stream()
                .filter(Node::isMyself)
                .findFirst()
                .orElseThrow()
                .machine();
    }

    private static long primaries(List<Node> nodes) {
        return nodes.stream().filter(Node::isPrimary).count();
    }

    /** Each machine has one primary, so that its loss leaves two of three, and a process of each shard. */
    private static void isWell(List<Node> nodes) {
        assertThat(nodes).hasSize(9).allMatch(node -> List.of("master", "slave").contains(node.flags()));
        Map<String, List<Node>> machines = nodes.stream().collect(Collectors.groupingBy(Node::machine));
        assertThat(machines).hasSameSizeAs(MACHINES).allSatisfy((machine, processes) -> {
            assertThat(primaries(processes)).isEqualTo(1);
            assertThat(processes).extracting(Node::shard).doesNotHaveDuplicates();
        });
    }

    /** On all three copies when it returns. */
    private static void write(Compose cluster) {
        cluster.exec(
                "valkey-a",
                "bash",
                "-c",
                "for ((i = 0; i < " + KEYS
                        + "; i++)); do echo set key-$i $i; echo wait 2 5000; done | valkey-cli -c -p " + FIRST + "");
    }

    private static int written(Compose cluster) {
        String answers = cluster.exec(
                "valkey-a",
                "bash",
                "-c",
                "for ((i = 0; i < " + KEYS + "; i++)); do echo get key-$i; done | valkey-cli -c -p " + FIRST);
        return (int) answers.lines().filter(line -> line.matches("\\d+")).count();
    }
}
